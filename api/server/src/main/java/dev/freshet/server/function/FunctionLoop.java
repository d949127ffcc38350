package dev.freshet.server.function;

import dev.freshet.server.wiring.ReconcileLoop;
import dev.freshet.server.wiring.WakeQueue;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Serves the platform's events where this process is a function. */
@ApplicationScoped
public class FunctionLoop {
    private static final Logger LOG = Logger.getLogger(FunctionLoop.class);
    private final Config config;
    private final FunctionEvents.Service service;

    public FunctionLoop(Config config, ReconcileLoop loop, WakeQueue queue) {
        this.config = config;
        this.service = new FunctionEvents.Service() {
            @Override
            public void wake(String message) {
                queue.heed(message);
            }

            @Override
            public boolean settle(Duration most) throws InterruptedException {
                return loop.settle(most);
            }

            @Override
            public void again() {
                queue.again();
            }
        };
    }

    /** Whether the platform of functions runs this process. */
    public boolean isFunction() {
        return config.getOptionalValue("aws.lambda.runtime.api", String.class).isPresent();
    }

    /** Begins to serve; the HTTP server may still be on its way. */
    public void start() {
        serve(
                config.getValue("aws.lambda.runtime.api", String.class),
                config.getValue("quarkus.http.port", Integer.class));
    }

    /** Serves the runtime API at that address, and the HTTP server at that port of loopback. */
    public Thread serve(String address, int port) {
        FunctionEvents events = new FunctionEvents(new UrlCalls(port), service);
        Runtime runtime = new Runtime(address);
        return Thread.ofPlatform().name("function").start(() -> serve(runtime, events));
    }

    private static void serve(Runtime runtime, FunctionEvents events) {
        try {
            while (true) {
                runtime.serve(events::handle);
            }
        } catch (IOException e) {
            // The platform starts another process.
            LOG.error("the runtime API of the function is lost", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
