package dev.freshet.ingest.connector;

import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Intakes of a source, flattened for comparison: each row as text with its table and operation. */
public record Reading(List<String> rows, List<Rejected> rejected, List<Step> steps) {
    /** The position after an intake, and how many rows and bad records there were up to it. */
    public record Step(String position, int rows, int rejected) {}

    public Reading() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    public void add(Intake intake, Schema schema) {
        for (InputRows in : intake.rows()) {
            for (int i = 0; i < in.rows().size(); i++) {
                rows.add(in.op(i) + " " + in.table() + Values.row(schema, in.rows(), i));
            }
        }
        rejected.addAll(intake.rejected());
        steps.add(new Step(String.valueOf(intake.position()), rows.size(), rejected.size()));
    }

    /** Reads until the source is at its end or has been silent for that long. */
    public static Reading all(Source source, @Nullable String position, Schema schema, Duration silence)
            throws InterruptedException {
        Reading reading = new Reading();
        try (SourceReader reader = source.open(position)) {
            reading.more(reader, schema, silence);
        }
        return reading;
    }

    public void more(SourceReader reader, Schema schema, Duration silence) throws InterruptedException {
        for (Intake i = reader.poll(silence); i != null; i = reader.poll(silence)) {
            add(i, schema);
        }
    }
}
