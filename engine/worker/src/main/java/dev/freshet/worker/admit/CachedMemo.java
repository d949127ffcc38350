package dev.freshet.worker.admit;

import dev.freshet.spi.store.Memo;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A memo with its latest values in memory, bounded in bytes, so that an epoch seldom waits for the database. */
public final class CachedMemo implements Memo {
    private final Memo memo;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<MemoKey, MemoValue> cache = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    public CachedMemo(Memo memo, long maxBytes) {
        this.memo = memo;
        this.maxBytes = maxBytes;
    }

    @Override
    public Map<MemoKey, MemoValue> get(Collection<MemoKey> keys) {
        Map<MemoKey, MemoValue> found = new HashMap<>();
        Set<MemoKey> missing = new LinkedHashSet<>();
        lock.lock();
        try {
            for (MemoKey key : keys) {
                MemoValue value = cache.get(key);
                if (value == null) {
                    missing.add(key);
                } else {
                    found.put(key, value);
                }
            }
        } finally {
            lock.unlock();
        }
        if (!missing.isEmpty()) {
            Map<MemoKey, MemoValue> read = memo.get(missing);
            keep(read);
            found.putAll(read);
        }
        return found;
    }

    @Override
    public Map<MemoKey, MemoValue> put(Map<MemoKey, MemoValue> values) {
        Map<MemoKey, MemoValue> winners = memo.put(values);
        keep(winners);
        return winners;
    }

    private void keep(Map<MemoKey, MemoValue> values) {
        lock.lock();
        try {
            values.forEach((key, value) -> {
                if (cache.put(key, value) == null) {
                    bytes += size(value);
                }
            });
            var eldest = cache.entrySet().iterator();
            while (bytes > maxBytes && eldest.hasNext()) {
                bytes -= size(eldest.next().getValue());
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private static long size(MemoValue value) {
        return value.bytes().length() + 200L;
    }
}
