package dev.freshet.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports below 32768: a client that polls a port of the ephemeral range before its server listens can connect
 * to itself.
 */
final class FreePorts {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    private FreePorts() {}

    /** A port that was free a moment ago, at random so that neighbours rarely meet. */
    static int any() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (free(port)) {
                return port;
            }
        }
        throw new StackException("no free TCP port between %d and %d".formatted(LOWEST, HIGHEST));
    }

    /** Whether nothing listens on that port, on loopback or on all addresses. */
    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
