package dev.freshet.ingest.connector.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushIntakeTest {
    private static final PushIntake CUSTOMERS = new PushIntake(
            "customers",
            Schema.of(new Field("id", Type.TEXT.notNull()), new Field("tier", Type.TEXT.nullable()))
                    .withKey(0));

    private static Intake push(String type, String format, byte[] body) {
        return CUSTOMERS.read(
                new PushRequest(body, type, format, Map.of("request", "r1"), Instant.EPOCH, Intake.Reply.NONE));
    }

    private static Intake push(String type, String format, String body) {
        return push(type, format, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBodyBecomesOneIntake() {
        Intake intake = push("application/x-ndjson; charset=UTF-8", "change", """
                {"op":"upsert","row":{"id":"a","tier":"gold"}}
                {"op":"delete","row":{"id":"b"}}
                oops
                """);
        assertThat(intake.rows().getFirst().table()).isEqualTo("customers");
        assertThat(intake.rows().getFirst().op(1)).isEqualTo(Op.DELETE);
        assertThat(intake.rowCount()).isEqualTo(2);
        assertThat(intake.rejected().getFirst().origin()).isEqualTo(Map.of("request", "r1", "line", "3"));
    }

    @Test
    void csv() {
        assertThat(push("text/csv", "row", "tier,id\ngold,a\n,b\n").rowCount()).isEqualTo(2);
    }

    @Test
    void onlyEncodingContentTypeAndFormatAreRefusedWhole() {
        assertThatThrownBy(() -> push("application/json", "row", "{}"))
                .isInstanceOfSatisfying(
                        PushRefusedException.class, e -> assertThat(e.status()).isEqualTo(415));
        assertThatThrownBy(() -> push("text/csv; charset=latin1", "row", "id\n"))
                .isInstanceOfSatisfying(
                        PushRefusedException.class, e -> assertThat(e.status()).isEqualTo(415));
        assertThatThrownBy(() -> push("text/csv", "row", new byte[] {(byte) 0xff}))
                .isInstanceOfSatisfying(
                        PushRefusedException.class, e -> assertThat(e.status()).isEqualTo(400));
        assertThatThrownBy(() -> push("text/csv", "rows", ""))
                .isInstanceOfSatisfying(
                        PushRefusedException.class, e -> assertThat(e.status()).isEqualTo(400));
    }
}
