package dev.freshet.server.rest;

import dev.freshet.server.access.Problems;
import dev.freshet.server.startup.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console to everything that is no API: its files, and its start page for the paths that it makes up itself.
 * The files come from a folder where one is configured, else out of the jar.
 */
@ApplicationScoped
public class ConsoleFiles {
    private static final int BEHIND_THE_GATE = 40;
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self';"
            + " form-action 'self'; frame-ancestors 'none'";
    private final ProblemWriter problems;
    private final @Nullable StaticHandler files;
    private final boolean there;

    public ConsoleFiles(ProblemWriter problems, Settings settings) {
        this.problems = problems;
        Path folder = settings.uiDir();
        boolean outside = folder != null && Files.isDirectory(folder);
        boolean inside =
                Thread.currentThread().getContextClassLoader().getResource("META-INF/resources/index.html") != null;
        this.there = outside || inside;
        this.files = handler(outside ? folder : null, inside);
    }

    private static @Nullable StaticHandler handler(@Nullable Path folder, boolean inside) {
        if (folder != null) {
            return StaticHandler.create(
                            FileSystemAccess.ROOT, folder.toAbsolutePath().toString())
                    .setMaxAgeSeconds(0);
        }
        return inside ? StaticHandler.create("META-INF/resources").setMaxAgeSeconds(0) : null;
    }

    void install(@Observes Filters filters) {
        filters.register(this::handle, BEHIND_THE_GATE);
    }

    private void handle(RoutingContext http) {
        String path = http.normalizedPath();
        if (isOurs(path)) {
            http.next();
            return;
        }
        HttpMethod method = http.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            problems.write(http, Problems.methodNotAllowed(java.util.List.of("GET", "HEAD")));
        } else if (files == null || !there) {
            problems.write(http, Problems.notFound());
        } else if (isPage(path) && !wantsPages(http)) {
            // The console makes up its own paths, but only a browser is shown them; a client asked for something else.
            problems.write(http, Problems.notFound());
        } else {
            serve(http, files, path);
        }
    }

    private static boolean isOurs(String path) {
        return path.startsWith("/api/") || path.startsWith("/q/") || path.startsWith("/auth/") || path.equals("/api");
    }

    /** One of the console's own paths rather than a file. */
    private static boolean isPage(String path) {
        return path.lastIndexOf('.') < path.lastIndexOf('/') && !path.equals("/");
    }

    private static boolean wantsPages(RoutingContext http) {
        String accept = http.request().getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    private static void serve(RoutingContext http, StaticHandler files, String path) {
        HttpServerResponse response = http.response();
        response.putHeader("Content-Security-Policy", POLICY);
        if (isPage(path)) {
            http.reroute(HttpMethod.GET, "/index.html");
            return;
        }
        if (!path.startsWith("/assets/")) {
            response.putHeader("Cache-Control", "no-cache");
        }
        files.handle(http);
    }
}
