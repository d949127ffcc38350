package dev.freshet.server.rest;

import dev.freshet.server.access.Problems;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of a tenant's objects. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,61}[a-z0-9]");

    private Names() {}

    /** A name from a body. */
    static String required(@Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw wrong("/name");
        }
        return name;
    }

    /** A name from a path, where something is to be made of it. */
    static String inPath(String name) {
        if (!NAME.matcher(name).matches()) {
            throw wrong("");
        }
        return name;
    }

    /** Refuses a body that names something else than its path. */
    static void same(String path, @Nullable String body) {
        if (body != null && !body.equals(path)) {
            throw Problems.unprocessable("/name", "name_mismatch", "The body is named otherwise than the path.", null)
                    .refusal();
        }
    }

    private static RuntimeException wrong(String pointer) {
        return Problems.unprocessable(pointer, "bad_name", "A name matches " + NAME.pattern() + ".", null)
                .refusal();
    }
}
