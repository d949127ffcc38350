package dev.freshet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What several tests do with a pipeline of acme. */
final class Pipelines {
    static final Api ACME = Api.as("ACME");

    private Pipelines() {}

    /** Makes the pipeline afresh and waits until it runs. */
    static void start(String name, String yaml) {
        remove(name);
        ACME.apply(name, yaml).ok();
        awaitState(name, "RUNNING");
    }

    static void awaitState(String name, String state) {
        until(Duration.ofSeconds(90), () -> ACME.get("/pipelines/" + name).ok().path("status"), status -> {
            assertThat(status.path("state").asText()).as(status.toString()).isNotEqualTo("FAILED");
            return status.path("state").asText().equals(state);
        });
    }

    static void remove(String name) {
        if (ACME.get("/pipelines/" + name).status() == 404) {
            return;
        }
        ACME.send("DELETE", "/pipelines/" + name + "?purge=true", null, "If-Match", "*")
                .ok();
        await(
                Duration.ofSeconds(60),
                () -> ACME.get("/pipelines/" + name).status() == 404,
                () -> name + " is not gone");
    }

    /** Writes everything so far to the lake. */
    static void checkpoint(String name) {
        JsonNode operation = ACME.post(
                        "/pipelines/" + name + "/operations", "{\"type\": \"CHECKPOINT\"}", "Prefer", "wait=30")
                .ok();
        assertThat(operation.path("state").asText()).as(operation.toString()).isEqualTo("SUCCEEDED");
    }

    /** All rows of a view at or after an epoch, each as its columns' values, sorted. */
    static List<String> rows(String name, String view, long minEpoch, List<String> columns) {
        List<String> rows = new ArrayList<>();
        String query = "?page_size=1000&min_epoch=" + minEpoch;
        while (true) {
            JsonNode page = ACME.get("/pipelines/" + name + "/views/" + view + "/rows" + query, "Prefer", "wait=30")
                    .ok();
            for (JsonNode item : page.path("items")) {
                StringJoiner row = new StringJoiner("|");
                columns.forEach(c -> row.add(item.path(c).asText()));
                rows.add(row.toString());
            }
            JsonNode next = page.path("next_page_token");
            if (next.isMissingNode() || next.isNull()) {
                rows.sort(null);
                return rows;
            }
            query = "?page_size=1000&page_token=" + next.asText();
        }
    }

    /** A line of the pipeline's metrics, summed over its labels; 0 when there is none. */
    static long metric(String name, String metric) {
        double sum = 0;
        for (String line :
                ACME.get("/pipelines/" + name + "/metrics").text().lines().toList()) {
            if (line.startsWith(metric + "{") || line.startsWith(metric + " ")) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return Math.round(sum);
    }

    static void await(Duration limit, BooleanSupplier done, Supplier<String> otherwise) {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        String.format(Locale.ROOT, "%s after %d s", otherwise.get(), limit.toSeconds()));
            }
            pause(100);
        }
    }

    /** Asks until the answer is the right one. */
    static <T> T until(Duration limit, Supplier<T> ask, java.util.function.Predicate<T> right) {
        List<T> last = new ArrayList<>();
        await(
                limit,
                () -> {
                    last.clear();
                    last.add(ask.get());
                    return right.test(last.getFirst());
                },
                () -> "still " + last);
        return last.getFirst();
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
