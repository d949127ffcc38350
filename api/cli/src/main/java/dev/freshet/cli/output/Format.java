package dev.freshet.cli.output;

/** How results are written. */
public enum Format {
    TABLE,
    JSON,
    YAML
}
