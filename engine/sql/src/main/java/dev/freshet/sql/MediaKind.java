package dev.freshet.sql;

/** How a document is written; both spell the same thing. */
public enum MediaKind {
    YAML,
    JSON
}
