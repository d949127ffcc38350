package dev.freshet.sql.query;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Functions that a view cannot have, because they give another answer each time. */
final class RandomFunctions {
    static final String REMEDY = "make the value where the row is made, or derive one from the row: md5(id::text)";

    private static final Set<String> NAMES = Set.of(
            "random",
            "rand",
            "rand_integer",
            "random_normal",
            "gen_random_uuid",
            "uuid",
            "uuidv4",
            "uuidv7",
            "uuid_generate_v4",
            "generate_uuid",
            "clock_timestamp",
            "timeofday",
            "statement_timestamp",
            "txid_current",
            "nextval",
            "setseed");

    private RandomFunctions() {}

    /** Why the function is refused, or null where it is none of them. */
    static @Nullable String reason(String name) {
        return NAMES.contains(name)
                ? name + "() gives another answer each time: a view that is recomputed, or whose row goes again,"
                        + " would not find the value that it showed"
                : null;
    }
}
