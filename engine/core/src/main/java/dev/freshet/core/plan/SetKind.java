package dev.freshet.core.plan;

/** Which rows of the left side a set operation keeps: those of the right side too, or those that are not there. */
public enum SetKind {
    INTERSECT,
    EXCEPT
}
