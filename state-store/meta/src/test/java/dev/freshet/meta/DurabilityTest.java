package dev.freshet.meta;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.id.PipelineId;
import org.junit.jupiter.api.Test;

/** A database that confirms what it may lose is refused, at the start and at every commit. */
class DurabilityTest {
    @Test
    void refusesAServerThatDoesNotWait() throws Exception {
        try (LedgerWorld world = new LedgerWorld()) {
            PipelineId pipeline = world.pipeline("acme", "p");
            WorkerDatabase database = world.database(pipeline.tenant());
            PostgresLedger ledger = world.own(pipeline, database);
            String name = world.column("SELECT current_database()").getFirst();
            world.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
            assertThatThrownBy(() -> WorkerDatabase.open(world.login(pipeline.tenant())))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("synchronous_commit = on");
            assertThatThrownBy(() -> ledger.commit(Epochs.epoch(1)))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("does not keep what it confirms");
        }
    }
}
