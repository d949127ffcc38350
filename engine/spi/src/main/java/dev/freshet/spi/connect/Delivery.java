package dev.freshet.spi.connect;

/** What a sink promises about repetition. */
public enum Delivery {
    EXACTLY_ONCE,
    IDEMPOTENT,
    AT_LEAST_ONCE
}
