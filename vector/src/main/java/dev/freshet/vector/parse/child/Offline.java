package dev.freshet.vector.parse.child;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A document must not make its reader call anyone: the protocols that a parser could follow out of a file are refused, and
 * no name resolves (the parent sets {@code jdk.net.hosts.file} to an empty file).
 */
final class Offline {
    private static final Set<String> REFUSED = Set.of("http", "https", "ftp", "mailto");

    private Offline() {}

    static void arm() {
        URL.setURLStreamHandlerFactory(protocol -> REFUSED.contains(protocol) ? new Refusing() : null);
        ProxySelector.setDefault(new DeadEnd());
    }

    private static final class Refusing extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(@Nullable URL url) throws IOException {
            throw new IOException("documents may not use the network");
        }
    }

    /** For what would bypass URL: every connection goes to a proxy that is not there. */
    private static final class DeadEnd extends ProxySelector {
        @Override
        public List<Proxy> select(@Nullable URI uri) {
            return List.of(
                    new Proxy(Proxy.Type.HTTP, new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 9)));
        }

        @Override
        public void connectFailed(@Nullable URI uri, @Nullable SocketAddress address, @Nullable IOException cause) {}
    }
}
