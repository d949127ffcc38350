package dev.freshet.sql;

/**
 * What a new version of a definition does to one object.
 *
 * @param object its name
 * @param kind {@code table, view, index, sink}
 * @param effect {@code created, changed, removed, unchanged}
 */
public record Effect(String object, String kind, String effect) {}
