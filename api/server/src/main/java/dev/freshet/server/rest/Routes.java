package dev.freshet.server.rest;

import dev.freshet.server.access.Access;
import dev.freshet.server.access.Route;
import dev.freshet.server.access.RouteTable;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the route table off the resources' annotations. A method with a verb but without {@link Access} is an error. */
public final class Routes {
    private static final List<String> JSON = List.of("application/json");

    private Routes() {}

    /** The routes of those resource classes. */
    public static RouteTable of(List<Class<?>> resources) {
        List<Route> routes = new ArrayList<>();
        for (Class<?> resource : resources) {
            for (Method method : resource.getDeclaredMethods()) {
                String verb = verb(method);
                if (verb != null) {
                    routes.add(route(resource, method, verb));
                }
            }
        }
        return new RouteTable(routes);
    }

    /** The HTTP verb of a method, or null when it is no route. */
    static @Nullable String verb(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value();
            }
        }
        return null;
    }

    private static Route route(Class<?> resource, Method method, String verb) {
        Access access = method.getAnnotation(Access.class);
        if (access == null) {
            throw new IllegalStateException(method + " does not say what it asks of its caller");
        }
        return new Route(
                verb,
                template(resource, method),
                access.scope(),
                access.role(),
                access.maxBytes(),
                access.handling(),
                queries(method),
                consumes(method, verb),
                produces(method));
    }

    private static String template(Class<?> resource, Method method) {
        Path below = method.getAnnotation(Path.class);
        return resource.getAnnotation(Path.class).value() + (below == null ? "" : below.value());
    }

    private static Set<String> queries(Method method) {
        Set<String> names = new LinkedHashSet<>();
        for (Parameter parameter : method.getParameters()) {
            QueryParam query = parameter.getAnnotation(QueryParam.class);
            if (query != null) {
                names.add(query.value());
            }
        }
        return names;
    }

    private static List<String> consumes(Method method, String verb) {
        Consumes consumes = method.getAnnotation(Consumes.class);
        if (consumes != null) {
            return List.of(consumes.value());
        }
        return verb.equals("GET") || verb.equals("DELETE") ? List.of() : JSON;
    }

    private static List<String> produces(Method method) {
        Produces produces = method.getAnnotation(Produces.class);
        return produces == null ? JSON : List.of(produces.value());
    }
}
