package dev.freshet.spi.sys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Breaks the process at {@link CrashPoint}s, for tests: {@code C07:halt@3,C09:throw}. Actions: {@code halt} (exit code 137 at
 * once), {@code throw}, {@code delay=MS}; {@code @n} means at the n-th hit only. {@code gate=PATH} among them: hits count once
 * that file exists. Set by {@link #arm} before the first hit, or by the property {@code freshet.failpoints}. Where nothing is
 * armed a hit is a branch on a constant.
 */
public final class Failpoint {
    private static volatile @Nullable String setting = System.getProperty("freshet.failpoints");

    private record Plan(String action, long at, AtomicLong hits) {}

    /** Read once, at the first hit. */
    private static final class Armed {
        static final Map<CrashPoint, Plan> PLANS = new EnumMap<>(CrashPoint.class);
        static final boolean ON;
        static volatile @Nullable Path gate;

        static {
            String text = setting;
            for (String part : text == null ? new String[0] : text.split(",")) {
                if (part.startsWith("gate=")) {
                    gate = Path.of(part.substring(5));
                } else if (!part.isBlank()) {
                    plan(part.strip());
                }
            }
            ON = !PLANS.isEmpty();
        }

        private Armed() {}

        private static void plan(String part) {
            String[] pointAction = part.split(":", 2);
            String[] actionAt = pointAction[1].split("@", 2);
            long at = actionAt.length == 2 ? Long.parseLong(actionAt[1]) : 0;
            PLANS.put(CrashPoint.valueOf(pointAction[0]), new Plan(actionAt[0], at, new AtomicLong()));
        }

        static boolean open() {
            Path closed = gate;
            if (closed != null) {
                if (!Files.exists(closed)) {
                    return false;
                }
                gate = null;
            }
            return true;
        }
    }

    /** What a failpoint of action {@code throw} throws. */
    public static final class FailpointException extends RuntimeException {
        public FailpointException(CrashPoint point) {
            super("failpoint " + point);
        }
    }

    private Failpoint() {}

    /** To be called before the first hit; null leaves all off. */
    public static void arm(@Nullable String points) {
        if (points != null) {
            setting = points;
        }
    }

    public static void hit(CrashPoint point) {
        if (Armed.ON) {
            act(point);
        }
    }

    private static void act(CrashPoint point) {
        Plan plan = Armed.PLANS.get(point);
        if (plan == null || !Armed.open()) {
            return;
        }
        long n = plan.hits().incrementAndGet();
        if (plan.at() != 0 && n != plan.at()) {
            return;
        }
        System.out.println("failpoint " + point + " " + plan.action() + " at hit " + n);
        System.out.flush();
        if (plan.action().equals("halt")) {
            Runtime.getRuntime().halt(137);
        } else if (plan.action().startsWith("delay=")) {
            pause(Long.parseLong(plan.action().substring(6)));
        } else {
            throw new FailpointException(point);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
