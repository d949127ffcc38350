package dev.freshet.cli.identity;

import org.jspecify.annotations.Nullable;

/** What flags say about address and identity; they win over everything. */
public record Overrides(
        @Nullable String url,
        @Nullable String tokenUrl,
        @Nullable String tenant,
        @Nullable String clientId) {

    /** No flags. */
    public static Overrides none() {
        return new Overrides(null, null, null, null);
    }
}
