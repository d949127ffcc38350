package dev.freshet.spi.sys;

/**
 * The thirty moments of the epoch protocol at which a crash must change nothing for anybody. Each names what lies on its two
 * sides; {@code docs/reference/crash-points.md} says what recovery must find.
 */
public enum CrashPoint {
    /** Generation active → first cut. */
    C01,
    /** Costly call returned → its result in the Memo. */
    C02,
    /** Epoch computed → its transaction begins. */
    C03,
    /** Rows written to a data file → file ended. */
    C04,
    /** Journal files of a flush written → changelog files. */
    C05,
    /** Metadata of some tables staged → of the others. */
    C06,
    /** Epoch's statements sent → COMMIT sent. */
    C07,
    /** COMMIT on its way while the database server dies. */
    C08,
    /** COMMIT durable → its reply known. */
    C09,
    /** Commit known → epoch published. */
    C10,
    /** Epoch published → first answer. */
    C11,
    /** Some requests answered, some sources told → the others. */
    C12,
    /** Epoch committed → a sink's transaction begins. */
    C13,
    /** Inside a sink's transaction. */
    C14,
    /** Sink's transaction durable → its reply known. */
    C15,
    /** One sink three epochs or more behind the head. */
    C16,
    /** Sink's transaction known → its progress reported. */
    C17,
    /** State snapshot written → its pointer moved. */
    C18,
    /** New snapshot stands → older one dropped. */
    C19,
    /** State or journal file damaged at rest: the rig does it, nothing in the code. */
    C20,
    /** Pointer moved → unreferenced files deleted, and between two of them. */
    C21,
    /** Compaction, or any swap, durable → its reply known. */
    C22,
    /** Around the barrier epoch of a changed definition. */
    C23,
    /** Between the steps of a purge. */
    C24,
    /** Owner paused beyond its lease with a commit in hand. */
    C25,
    /** Two owners hold the same next epoch. */
    C26,
    /** Between the steps of recovery. */
    C27,
    /** Sink opened by a new owner → its first write. */
    C28,
    /** Flush staged → trimmed. */
    C29,
    /** Bad records of an epoch written → its commit. */
    C30
}
