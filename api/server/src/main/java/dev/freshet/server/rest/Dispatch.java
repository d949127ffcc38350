package dev.freshet.server.rest;

import jakarta.enterprise.context.ApplicationScoped;

/** Sends an admitted call to whoever answers it. */
@ApplicationScoped
public class Dispatch {
    private final WorkerProxy proxy;
    private final LogStream logs;

    public Dispatch(WorkerProxy proxy, LogStream logs) {
        this.proxy = proxy;
        this.logs = logs;
    }

    void send(Call call) {
        switch (call.route().handling()) {
            case WORKER -> proxy.forward(call);
            case STREAM -> logs.serve(call);
            case HERE, NOT_BUILT -> call.http().next();
        }
    }
}
