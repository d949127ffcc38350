package dev.freshet.core.plan;

/** One column of an ORDER BY. */
public record SortKey(int column, boolean descending, boolean nullsFirst) {}
