package dev.freshet.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.id.TenantId;
import dev.freshet.spi.store.Memo.MemoKey;
import dev.freshet.spi.store.Memo.MemoValue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first value of a key is the value, for everybody and for ever. */
class PostgresMemoTest {
    private static MemoKey key(int i) {
        return MemoKey.of("f", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
    }

    private static MemoValue value(String text) {
        return new MemoValue(new ByteString(text.getBytes(StandardCharsets.UTF_8)), false);
    }

    @Test
    void theFirstValueWins() throws Exception {
        try (LedgerWorld world = new LedgerWorld()) {
            TenantId tenant = world.tenant("acme");
            PostgresMemo memo = new PostgresMemo(world.database(tenant), tenant);
            assertThat(memo.get(List.of(key(1)))).isEmpty();
            assertThat(memo.put(Map.of(key(1), value("a")))).isEqualTo(Map.of(key(1), value("a")));
            MemoValue failure = MemoValue.failure("bad_pdf", "no pages");
            assertThat(memo.put(Map.of(key(1), value("b"), key(2), failure)))
                    .isEqualTo(Map.of(key(1), value("a"), key(2), failure));
            assertThat(memo.get(List.of(key(2), key(2), key(3)))).isEqualTo(Map.of(key(2), failure));
        }
    }

    @Test
    void takesMoreThanOneStatementHolds() throws Exception {
        try (LedgerWorld world = new LedgerWorld()) {
            TenantId tenant = world.tenant("acme");
            PostgresMemo memo = new PostgresMemo(world.database(tenant), tenant);
            Map<MemoKey, MemoValue> many = new HashMap<>();
            for (int i = 0; i < 2500; i++) {
                many.put(key(i), value("value " + i));
            }
            assertThat(memo.put(many)).isEqualTo(many);
            assertThat(memo.put(Map.of())).isEmpty();
        }
    }
}
