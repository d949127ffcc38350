package dev.freshet.ingest.connector.kafka;

import dev.freshet.ingest.connector.SourceConformance;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.time.Duration;

class KafkaConformanceTest extends SourceConformance {
    @Override
    protected Schema schema() {
        return Schema.of(new Field("id", Type.BIGINT.notNull())).withKey(0);
    }

    @Override
    protected Duration silence() {
        return Duration.ofMillis(700);
    }

    @Override
    protected Source source() throws Exception {
        String topic = Topics.create(1);
        String[] values = new String[40];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 10 == 9 ? "oops" : "{\"id\":" + i + "}";
        }
        Topics.send(topic, 0, null, values);
        return Topics.source(topic, "json", schema(), 7);
    }
}
