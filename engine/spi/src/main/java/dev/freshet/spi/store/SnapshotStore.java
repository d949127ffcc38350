package dev.freshet.spi.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Saved operator states: only a shortcut for replay, verified before use. Blocks on IO. */
public interface SnapshotStore {
    /** The state after {@code epoch}: structural hash of a plan node → encoded parts. */
    record Snapshot(long epoch, Map<String, List<byte[]>> parts) {}

    /** Stores durably; an interrupted write leaves the older snapshot in force. */
    void write(Snapshot snapshot);

    /** The newest intact snapshot not after {@code upTo}; broken ones are passed over and reported. */
    Optional<Snapshot> newest(long upTo);
}
