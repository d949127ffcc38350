package dev.freshet.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.meta.LedgerClient.Activation;
import dev.freshet.meta.LedgerClient.Beat;
import dev.freshet.meta.LedgerClient.Order;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Generations go up, leases are the database's, and a fenced owner hears of it. */
class LedgerClientTest {
    @Test
    void generationsLeasesAndDrains() throws Exception {
        try (LedgerWorld world = new LedgerWorld()) {
            PipelineId pipeline = world.pipeline("acme", "support");
            LedgerClient worker = new LedgerClient(world.database(pipeline.tenant()));
            Generation two = world.admin().reserve(pipeline.uid());
            assertThat(two).isEqualTo(new Generation(2));
            assertThat(worker.read(pipeline.uid()).orElseThrow().leased()).isFalse();
            Activation claim = new Activation(pipeline, two, 7, "host", 42, "http://127.0.0.1:1");
            assertThat(worker.activate(claim)).isTrue();
            assertThat(worker.activate(claim)).isTrue();
            assertThat(worker.heartbeat(pipeline, two, Beat.running(5))).isEqualTo(Order.GO_ON);
            var row = worker.read(pipeline.uid()).orElseThrow();
            assertThat(row.leased()).isTrue();
            assertThat(row.version()).isEqualTo(7);
            world.execute("UPDATE freshet.ledger SET drain_requested = true");
            assertThat(worker.heartbeat(pipeline, two, Beat.running(5))).isEqualTo(Order.DRAIN);
            assertThat(world.activate(pipeline, world.admin().reserve(pipeline.uid())))
                    .isTrue();
            assertThat(worker.heartbeat(pipeline, two, Beat.running(5))).isEqualTo(Order.SUPERSEDED);
            assertThat(worker.activate(claim)).isFalse();
            assertThat(worker.activate(new Activation(pipeline, new Generation(99), 1, "", 1, "")))
                    .isFalse();
        }
    }

    @Test
    void anUnknownPipelineGetsNoGeneration() throws Exception {
        try (LedgerWorld world = new LedgerWorld()) {
            assertThatThrownBy(() -> world.admin().reserve(UUID.randomUUID())).hasMessageContaining("no pipeline");
        }
    }
}
