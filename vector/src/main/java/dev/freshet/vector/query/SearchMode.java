package dev.freshet.vector.query;

/** By words, by meaning, or both with their ranks fused. */
public enum SearchMode {
    HYBRID,
    VECTOR,
    TEXT
}
