package dev.freshet.spi.sys;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How a worker on another machine gets its bootstrap. A task's definition and environment can be read by whoever may look
 * at the cluster, so they hold the hash of the worker's token and nothing else. The worker waits at its port; the control
 * plane comes to the address that the platform names, shows the token, and hands the document over. Only who knows the
 * token can do that, and only once: afterwards the door is gone.
 */
public final class BootstrapDoor {
    /** Port to listen on; set: the bootstrap comes over HTTP, and not over standard input. */
    public static final String PORT = "FRESHET_WORKER_PORT";
    /** Address to listen on; all of them unless set. */
    public static final String HOST = "FRESHET_WORKER_HOST";
    /** SHA-256 of the worker's token in hex. No secret. */
    public static final String TICKET = "FRESHET_WORKER_TICKET";
    /** Where the document is posted. */
    public static final String PATH = "/bootstrap";

    private static final int MOST_BYTES = 32 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private BootstrapDoor() {}

    /** What a token's holder may be recognised by. */
    public static String ticket(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the environment says that the worker listens for others than this machine. */
    public static boolean isRemote(Map<String, String> environment) {
        return environment.containsKey(PORT);
    }

    /** Where a worker listens: the address that the environment names, or a free port of loopback. */
    public static InetSocketAddress listen(Map<String, String> environment) throws IOException {
        if (!isRemote(environment)) {
            return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        }
        String host = environment.getOrDefault(HOST, "0.0.0.0");
        return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(environment.get(PORT)));
    }

    /** The document: what is on standard input, or what the control plane hands over within three minutes. */
    public static InputStream open(Map<String, String> environment, InputStream standard) throws IOException {
        if (!isRemote(environment)) {
            return standard;
        }
        String ticket = environment.get(TICKET);
        if (ticket == null) {
            throw new IllegalArgumentException(PORT + " needs " + TICKET + " beside it");
        }
        return new ByteArrayInputStream(await(listen(environment), ticket));
    }

    private static byte[] await(InetSocketAddress address, String ticket) throws IOException {
        CompletableFuture<byte[]> handed = new CompletableFuture<>();
        HttpServer server = HttpServer.create(address, 16);
        server.createContext("/", exchange -> take(exchange, ticket, handed));
        server.start();
        try {
            return handed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("nobody handed the bootstrap over within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            // A second in which the last answer leaves; less when it has.
            server.stop(1);
        }
    }

    private static void take(HttpExchange exchange, String ticket, CompletableFuture<byte[]> handed)
            throws IOException {
        int status = status(exchange, ticket);
        byte[] body = status == 204 ? exchange.getRequestBody().readNBytes(MOST_BYTES) : new byte[0];
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
        if (status == 204) {
            handed.complete(body);
        }
    }

    private static int status(HttpExchange exchange, String ticket) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        String token = given != null && given.startsWith("Bearer ") ? given.substring(7) : "";
        byte[] shown = ticket(token).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(shown, ticket.getBytes(StandardCharsets.US_ASCII))) {
            return 401;
        }
        boolean right = exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals(PATH);
        return right ? 204 : 503;
    }
}
