package dev.freshet.vector.embed;

import dev.freshet.spi.store.Memo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The memo's in-memory twin. */
public final class MapMemo implements Memo {
    private final Map<MemoKey, MemoValue> values = new ConcurrentHashMap<>();

    @Override
    public Map<MemoKey, MemoValue> get(Collection<MemoKey> keys) {
        Map<MemoKey, MemoValue> found = new LinkedHashMap<>();
        for (MemoKey key : keys) {
            MemoValue value = values.get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    @Override
    public Map<MemoKey, MemoValue> put(Map<MemoKey, MemoValue> more) {
        more.forEach(values::putIfAbsent);
        return get(more.keySet());
    }
}
