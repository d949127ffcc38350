package dev.freshet.spi.data;

/** A named column. Names are kept as shown to users: lower case unless they were quoted. */
public record Field(String name, DataType type) {}
