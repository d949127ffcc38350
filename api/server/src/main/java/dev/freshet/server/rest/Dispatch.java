package dev.freshet.server.rest;

import jakarta.enterprise.context.ApplicationScoped;

/** Sends an admitted call to whoever answers it. */
@ApplicationScoped
public class Dispatch {
    private final WorkerProxy proxy;
    private final LogStream logs;
    private final QueryCalls queries;

    public Dispatch(WorkerProxy proxy, LogStream logs, QueryCalls queries) {
        this.proxy = proxy;
        this.logs = logs;
        this.queries = queries;
    }

    void send(Call call) {
        switch (call.route().handling()) {
            case WORKER -> proxy.forward(call);
            case QUERY -> queries.serve(call);
            case STREAM -> logs.serve(call);
            case HERE, NOT_BUILT -> call.http().next();
        }
    }
}
