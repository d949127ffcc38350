package dev.freshet.shell;

import dev.freshet.spi.store.Memo;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A memo for the length of one run. */
final class MemoryMemo implements Memo {
    private final Map<MemoKey, MemoValue> values = new ConcurrentHashMap<>();

    @Override
    public Map<MemoKey, MemoValue> get(Collection<MemoKey> keys) {
        Map<MemoKey, MemoValue> found = new HashMap<>();
        for (MemoKey key : keys) {
            MemoValue value = values.get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    @Override
    public Map<MemoKey, MemoValue> put(Map<MemoKey, MemoValue> some) {
        some.forEach(values::putIfAbsent);
        return get(some.keySet());
    }
}
