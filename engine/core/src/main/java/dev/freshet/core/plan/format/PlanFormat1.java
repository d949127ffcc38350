package dev.freshet.core.plan.format;

import dev.freshet.core.plan.Plan;

/** Version 1 of a stored plan: {@code {"format":1,"plan":{…}}}, records by their component names. */
public final class PlanFormat1 {
    /** The envelope. */
    public record Stored(int format, Plan plan) {}

    private PlanFormat1() {}

    public static String write(Plan plan) {
        return RecordJson.write(new Stored(1, plan));
    }

    /** Refuses other formats with an {@link IllegalArgumentException}. */
    public static Plan read(String json) {
        Stored stored = RecordJson.read(Stored.class, json);
        if (stored.format() != 1) {
            throw new IllegalArgumentException("plan format " + stored.format() + " is not known to this release");
        }
        return stored.plan();
    }
}
