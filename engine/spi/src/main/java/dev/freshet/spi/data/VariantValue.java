package dev.freshet.spi.data;

/** A JSON value as canonical JSON text: the boxed form of VARIANT. */
public record VariantValue(String json) {}
