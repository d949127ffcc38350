package dev.freshet.spi.sys;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Named places at which a test may break the process: {@code -Dfreshet.failpoints=C07:halt@3,C09:throw}. Actions: {@code
 * halt} (exit code 137 at once), {@code throw}, {@code delay=MS}; {@code @n} means at the n-th hit. When the property is
 * absent a hit costs one read of a static final field.
 */
public final class Failpoint {
    private static final Map<String, Plan> PLANS = parse(System.getProperty("freshet.failpoints", ""));
    private static final boolean ON = !PLANS.isEmpty();

    private record Plan(String action, long at, AtomicLong hits) {}

    /** What a failpoint of action {@code throw} throws. */
    public static final class FailpointException extends RuntimeException {
        public FailpointException(String name) {
            super("failpoint " + name);
        }
    }

    private Failpoint() {}

    public static void hit(String name) {
        if (ON) {
            act(name);
        }
    }

    private static void act(String name) {
        Plan plan = PLANS.get(name);
        if (plan == null) {
            return;
        }
        long n = plan.hits().incrementAndGet();
        if (plan.at() != 0 && n != plan.at()) {
            return;
        }
        if (plan.action().equals("halt")) {
            Runtime.getRuntime().halt(137);
        } else if (plan.action().startsWith("delay=")) {
            pause(Long.parseLong(plan.action().substring(6)));
        } else {
            throw new FailpointException(name);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Plan> parse(String text) {
        Map<String, Plan> plans = new ConcurrentHashMap<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                String[] nameAction = part.strip().split(":", 2);
                String[] actionAt = nameAction[1].split("@", 2);
                long at = actionAt.length == 2 ? Long.parseLong(actionAt[1]) : 0;
                plans.put(nameAction[0], new Plan(actionAt[0], at, new AtomicLong()));
            }
        }
        return plans;
    }
}
