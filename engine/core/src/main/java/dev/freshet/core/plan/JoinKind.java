package dev.freshet.core.plan;

/** Which rows a join keeps. SEMI and ANTI give the left columns only. */
public enum JoinKind {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    SEMI,
    ANTI
}
