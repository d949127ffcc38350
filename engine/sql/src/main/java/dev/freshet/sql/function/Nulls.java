package dev.freshet.sql.function;

/** When a function's result can be NULL. */
enum Nulls {
    /** When an argument can. */
    STRICT,
    /** Always. */
    POSSIBLE,
    /** Only when every argument can. */
    ALL,
    NEVER
}
