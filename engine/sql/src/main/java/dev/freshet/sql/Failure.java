package dev.freshet.sql;

/** Why a document is refused. */
public enum Failure {
    /** It cannot be read: a YAML or JSON slip, an unknown field, a wrong type (the API answers 400). */
    UNREADABLE,
    /** It reads well but is wrong: names, references, SQL (422). */
    INVALID
}
