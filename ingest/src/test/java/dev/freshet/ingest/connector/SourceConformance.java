package dev.freshet.ingest.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.connect.Source;
import dev.freshet.spi.data.Schema;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every source has to hold: from any position that it gave out it yields exactly the rest, in the same order. */
public abstract class SourceConformance {
    /** A source whose content does not change any more, with at least two intakes. */
    protected abstract Source source() throws Exception;

    protected abstract Schema schema();

    /** How long the source has to be silent to count as read; for bounded sources it does not matter. */
    protected Duration silence() {
        return Duration.ofSeconds(2);
    }

    @Test
    void readingFromAnyPositionYieldsExactlyTheRest() throws Exception {
        Source source = source();
        Reading whole = Reading.all(source, null, schema(), silence());
        assertThat(whole.steps()).hasSizeGreaterThan(1);
        for (Reading.Step step : whole.steps()) {
            Reading rest = Reading.all(source, step.position(), schema(), silence());
            assertThat(rest.rows())
                    .isEqualTo(whole.rows().subList(step.rows(), whole.rows().size()));
            assertThat(rest.rejected())
                    .isEqualTo(whole.rejected()
                            .subList(step.rejected(), whole.rejected().size()));
        }
    }

    @Test
    void readingTwiceYieldsTheSame() throws Exception {
        Source source = source();
        assertThat(Reading.all(source, null, schema(), silence()).rows())
                .isEqualTo(Reading.all(source, null, schema(), silence()).rows());
    }
}
