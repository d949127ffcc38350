package dev.freshet.server.rest;

import java.util.List;

/** All resources, for the route table. A test compares this list with what the framework found. */
public final class Resources {
    /** In the order of the contract. */
    public static final List<Class<?>> ALL = List.of(
            MeResource.class,
            CatalogResource.class,
            ValidateResource.class,
            PipelinesResource.class,
            HistoryResource.class,
            OperationsResource.class,
            WorkerResource.class,
            LogsResource.class,
            ConnectionsResource.class,
            SecretsResource.class,
            UnbuiltResource.class);

    private Resources() {}
}
