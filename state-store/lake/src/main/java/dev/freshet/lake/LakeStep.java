package dev.freshet.lake;

import java.sql.Connection;
import java.sql.SQLException;

/** What else happens in the transaction that swaps pointers. Repeated when an attempt is certainly without effect. */
public interface LakeStep {
    /** Nothing but the pointers. */
    LakeStep NONE = new LakeStep() {};

    /** Before the pipeline's row is locked: the long part, e.g. trimming, that must not hold up the epochs. */
    default void before(Connection connection) throws SQLException {}

    /** Under the row lock, after the generation was checked; throws {@link LakeException} to give up. */
    default void locked(Connection connection) throws SQLException {}

    /** Whether the step stands already; asked under the row lock when no pointer can tell. */
    default boolean done(Connection connection) throws SQLException {
        return false;
    }
}
