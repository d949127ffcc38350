package dev.freshet.meta;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and PostgreSQL and, when armed, cuts one connection at its COMMIT: either before the request
 * reaches the server, or after the server has answered and before the client hears it.
 */
public final class LossyProxy implements AutoCloseable {
    /** What gets lost. */
    public enum Loss {
        NONE,
        REQUEST,
        REPLY
    }

    private static final byte[] REQUEST = "COMMIT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLY = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Loss next = Loss.NONE;
    private volatile @Nullable Runnable onCut;

    public LossyProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were cut so far. */
    public int cuts() {
        return cuts.get();
    }

    /** Cuts at the next COMMIT, once; {@code then} runs before the client notices. */
    public void lose(Loss loss, @Nullable Runnable then) {
        onCut = then;
        next = loss;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pump(client, server, Loss.REQUEST, REQUEST));
                Thread.ofVirtual().start(() -> pump(server, client, Loss.REPLY, REPLY));
            }
        } catch (IOException e) {
            // The listener was closed: the test is over.
        }
    }

    private void pump(Socket from, Socket to, Loss kind, byte[] sign) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (next == kind && contains(buffer, n, sign)) {
                    cut();
                    return;
                }
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // One side closed; the other is closed with it.
        }
    }

    private void cut() {
        next = Loss.NONE;
        cuts.incrementAndGet();
        Runnable then = onCut;
        if (then != null) {
            then.run();
        }
    }

    private static boolean contains(byte[] buffer, int n, byte[] sign) {
        for (int i = 0; i + sign.length <= n; i++) {
            if (Arrays.equals(buffer, i, i + sign.length, sign, 0, sign.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
