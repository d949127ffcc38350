package dev.freshet.server.pipeline;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * When a resting pipeline has to be started without being asked ({@code spec.idle}).
 *
 * @param maxStaleness after that long sources that cannot wake it are looked at; null when all of them can
 * @param schedule five cron fields, in UTC; null for none
 */
public record IdleRule(
        @Nullable Duration maxStaleness, @Nullable String schedule) {
    private static final long DEFAULT_STALENESS_SECONDS = 3600;
    private static final CronParser CRON = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** The rule of a spec; null when the pipeline never rests. */
    public static @Nullable IdleRule of(JsonNode spec) {
        JsonNode idle = spec.path("idle");
        if (!idle.isObject()) {
            return null;
        }
        long seconds = idle.path("max_staleness_seconds").asLong(DEFAULT_STALENESS_SECONDS);
        return new IdleRule(
                isPolled(spec) ? Duration.ofSeconds(seconds) : null,
                idle.path("schedule").asText(null));
    }

    private static boolean isPolled(JsonNode spec) {
        return StreamSupport.stream(spec.path("sources").spliterator(), false)
                .anyMatch(source -> !source.path("connector").asText("push").equals("push"));
    }

    /** When a pipeline that rests since then has to be started; null for never. */
    public @Nullable Instant due(Instant since) {
        return Stream.of(
                        maxStaleness == null ? Instant.MAX : since.plus(maxStaleness),
                        schedule == null ? Instant.MAX : next(schedule, since))
                .filter(instant -> !instant.equals(Instant.MAX))
                .min(Instant::compareTo)
                .orElse(null);
    }

    private static Instant next(String schedule, Instant since) {
        return ExecutionTime.forCron(CRON.parse(schedule))
                .nextExecution(since.atZone(ZoneOffset.UTC))
                .map(java.time.ZonedDateTime::toInstant)
                .orElse(Instant.MAX);
    }

    /** What is wrong with a schedule; null when nothing is. */
    public static @Nullable String slip(String schedule) {
        try {
            CRON.parse(schedule).validate();
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
