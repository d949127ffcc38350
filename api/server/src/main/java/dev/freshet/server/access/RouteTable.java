package dev.freshet.server.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All routes; finds the one that a request means. Immutable. */
public final class RouteTable {
    private final List<Route> routes;

    public RouteTable(Collection<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /** In no particular order. */
    public List<Route> routes() {
        return routes;
    }

    /** What a path and verb lead to. */
    public sealed interface Match {
        /** A route with the values of its path parameters, decoded. */
        record Found(Route route, Map<String, String> parameters) implements Match {}

        /** A known path that takes other verbs. */
        record WrongVerb(Set<String> allowed) implements Match {}

        /** Nothing there. */
        record Unknown() implements Match {}
    }

    /** Looks a path up, given as decoded segments. A literal segment wins over a parameter. */
    public Match find(String verb, List<String> path) {
        List<Route> here = best(path);
        if (here.isEmpty()) {
            return new Match.Unknown();
        }
        for (Route route : here) {
            if (route.verb().equals(verb)) {
                return new Match.Found(route, parameters(route, path));
            }
        }
        Set<String> allowed = new TreeSet<>();
        here.forEach(route -> allowed.add(route.verb()));
        return new Match.WrongVerb(allowed);
    }

    private List<Route> best(List<String> path) {
        List<Route> best = new ArrayList<>();
        int most = -1;
        for (Route route : routes) {
            int literals = literals(route.segments(), path);
            if (literals > most) {
                best.clear();
                most = literals;
            }
            if (literals >= 0 && literals == most) {
                best.add(route);
            }
        }
        return best;
    }

    /** How many literal segments agree, or -1 when the template does not fit. */
    private static int literals(List<String> template, List<String> path) {
        if (template.size() != path.size()) {
            return -1;
        }
        int count = 0;
        for (int i = 0; i < path.size(); i++) {
            if (template.get(i).startsWith("{") && !path.get(i).isEmpty()) {
                continue;
            }
            if (!template.get(i).equals(path.get(i))) {
                return -1;
            }
            count++;
        }
        return count;
    }

    private static Map<String, String> parameters(Route route, List<String> path) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> template = route.segments();
        for (int i = 0; i < path.size(); i++) {
            String part = template.get(i);
            if (part.startsWith("{")) {
                values.put(part.substring(1, part.length() - 1), path.get(i));
            }
        }
        return values;
    }
}
