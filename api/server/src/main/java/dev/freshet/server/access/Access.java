package dev.freshet.server.access;

import dev.freshet.server.tenant.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a route asks of its caller. Every route carries one: the gate and the OpenAPI document are built from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Access {
    /** OAuth scope, such as {@code pipelines:read}; empty where being signed in is enough. */
    String scope();

    /** Least role in the tenant of the path. Without meaning on routes outside a tenant. */
    Role role() default Role.VIEWER;

    /** Largest body in bytes. */
    int maxBytes() default 1 << 20;

    /** How the gate treats the route once the caller may pass. */
    Handling handling() default Handling.HERE;

    /** Who answers. */
    enum Handling {
        /** This process, by the annotated method. */
        HERE,
        /** The pipeline's worker; the method only declares the route. */
        WORKER,
        /** The pipeline's worker, after this process has compiled the SQL in the body; the method only declares the route. */
        QUERY,
        /** This process as an endless stream written by a handler of its own; the method only declares the route. */
        STREAM,
        /** Nobody yet: 501. */
        NOT_BUILT
    }
}
