package dev.freshet.worker.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The worker's server: loopback only unless it is a task of its own, one virtual thread per request, and nobody gets past without the token minted for
 * this (tenant, pipeline, generation). Until {@link #open} everything but the token check answers 503.
 */
public final class WorkerHttp implements AutoCloseable {
    private final HttpServer server;
    private final byte[] token;
    private final Visitors visitors = new Visitors();
    private volatile @Nullable Doors doors;

    /** What stands behind the routes once the worker is up. */
    private record Doors(
            PushDoor push,
            RowsDoor rows,
            ChangesDoor changes,
            Completions completions,
            StatusDoor status,
            IndexDoor indexes,
            QueryDoor queries) {}

    private WorkerHttp(HttpServer server, String token) {
        this.server = server;
        this.token = bearer(token);
    }

    private static byte[] bearer(String token) {
        return ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    }

    /** Binds that address; port 0 is a free one. */
    public static WorkerHttp start(String token, InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, 256);
        WorkerHttp http = new WorkerHttp(server, token);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", http::handle);
        server.start();
        return http;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Who is being served. */
    public Visitors visitors() {
        return visitors;
    }

    /** The worker is up: requests reach the pipeline from here on. */
    public void open(WorkerState state, PushDoor.Keeper pushes, List<IndexDoor.Index> indexes) {
        Promises promises = new Promises(state.generation());
        doors = new Doors(
                new PushDoor(state.engine(), pushes, promises),
                new RowsDoor(state),
                new ChangesDoor(state.engine().views(), state.feed()),
                new Completions(state, promises),
                new StatusDoor(state),
                new IndexDoor(indexes, state),
                new QueryDoor(state));
    }

    private void handle(HttpExchange raw) throws IOException {
        Exchange x = new Exchange(raw);
        try {
            authorise(x);
            Doors d = doors;
            if (d == null) {
                throw new Problem(
                        503,
                        "worker_starting",
                        "The worker is not up yet.",
                        true,
                        java.util.Map.of("Retry-After", "1", Visitors.UNTAKEN, "true"));
            }
            admit(x, d);
        } catch (Problem p) {
            x.send(p.status(), "application/problem+json", p.body().toString(), p.headers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            x.close();
        } catch (IOException e) {
            x.close();
        } catch (RuntimeException e) {
            System.getLogger(WorkerHttp.class.getName()).log(System.Logger.Level.ERROR, "request failed", e);
            Problem p = new Problem(500, "internal", "The worker failed; its log says why.");
            x.send(500, "application/problem+json", p.body().toString(), p.headers());
        }
    }

    private void authorise(Exchange x) {
        String given = x.header("Authorization");
        byte[] bytes = (given == null ? "" : given).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(bytes, token)) {
            throw new Problem(401, "unauthenticated", "This worker takes only the token minted for it.");
        }
    }

    /** What looks at the worker alone neither keeps it awake nor is turned away when it goes to rest. */
    private static boolean isVisit(Exchange x) {
        return !Set.of("graph", "metrics", "status", "checkpoint", "stop")
                .contains(x.path().isEmpty() ? "" : x.path().getFirst());
    }

    private void admit(Exchange x, Doors d) throws IOException, InterruptedException {
        if (!isVisit(x)) {
            route(x, d);
            return;
        }
        visitors.enter();
        try {
            route(x, d);
        } finally {
            visitors.leave();
        }
    }

    private static void route(Exchange x, Doors d) throws IOException, InterruptedException {
        List<String> p = x.path();
        String route = x.method() + " " + shape(p);
        switch (route) {
            case "POST tables/*/records" -> d.push().push(x, p.get(1));
            case "GET views/*/rows" -> d.rows().get(x, p.get(1));
            case "GET views/*/changes" -> d.changes().get(x, p.get(1));
            case "GET completions/*" -> d.completions().get(x, p.get(1));
            case "POST indexes/*/search" -> d.indexes().search(x, p.get(1));
            case "GET indexes/*" -> d.indexes().describe(x, p.get(1));
            case "GET indexes/*/documents" -> d.indexes().documents(x, p.get(1));
            case "GET indexes/*/chunks" -> d.indexes().chunks(x, p.get(1));
            case "GET graph" -> d.status().graph(x);
            case "GET metrics" -> d.status().metrics(x);
            case "GET status" -> d.status().status(x);
            case "POST checkpoint" -> d.status().checkpoint(x);
            case "POST stop" -> d.status().stop(x);
            case "POST queries" -> d.queries().query(x);
            default -> throw new Problem(404, "not_found", "There is nothing at this path.");
        }
    }

    private static String shape(List<String> path) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            out.append(i == 0 ? "" : "/").append(i == 1 ? "*" : path.get(i));
        }
        return out.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
