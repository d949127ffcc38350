package dev.freshet.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the demo shows: the example is loaded, asked, changed and asked again, all through the public API. */
final class Story {

    private static final int SHOWN = 160;
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(10);
    /** How long a failure may be one of an earlier run. */
    private static final Duration RECOVERY = Duration.ofSeconds(10);

    private static final Duration CHANGE_LIMIT = Duration.ofMinutes(2);

    private final Path example;
    private final Path work;
    private final ServiceClient service;
    private final Progress progress;
    private final JsonNode script;

    /** Tells the story of that example on a copy of its documents in the work folder. */
    Story(Path example, Path work, ServiceClient service, Progress progress) throws IOException {
        this.example = example;
        this.work = work;
        this.service = service;
        this.progress = progress;
        this.script = Json.MAPPER.readTree(example.resolve("demo.json").toFile());
    }

    /** Loads everything and waits until every page is searchable. */
    void load(Path kafkaLibraries, String brokers) throws IOException {
        copyDocuments();
        Instant begun = Instant.now();
        JsonNode orders = script.path("orders");
        String connection = Json.text(Map.of("connector", "kafka", "settings", Map.of("bootstrap_servers", brokers)));
        service.put("/connections/" + orders.path("connection").asText(), "application/json", connection)
                .expect("the connection");
        service.put(pipeline(""), "application/yaml", definition()).expect("the pipeline");
        progress.say("Pipeline %s applied; waiting until it runs".formatted(name()));
        awaitRunning();
        int sent = KafkaFeed.send(kafkaLibraries, brokers, orders.path("topic").asText(), file(orders));
        JsonNode customers = script.path("customers");
        push(customers.path("table").asText(), file(customers));
        progress.say("%d orders sent to Kafka, %d customers pushed; indexing %d pages"
                .formatted(
                        sent,
                        customers.path("count").asInt(),
                        script.path("documents").path("count").asInt()));
        awaitIndexed();
        progress.say(String.format(
                Locale.ROOT, "Everything is searchable (%.1f s).", seconds(Duration.between(begun, Instant.now()))));
    }

    /** Asks, edits a page, asks again; deletes a page and asks after it. */
    void tell() throws IOException {
        JsonNode edit = script.path("edit");
        String question = edit.path("question").asText();
        show(question, await(question, edit.path("before").asText(), LOAD_LIMIT));
        Path page = work.resolve("docs").resolve(edit.path("page").asText());
        String changed = Files.readString(page)
                .replace(edit.path("search").asText(), edit.path("replace").asText());
        Files.writeString(page, changed);
        progress.say("\nEdited %s: \"%s\"".formatted(page, edit.path("replace").asText()));
        Instant saved = Instant.now();
        Found after = await(question, edit.path("after").asText(), CHANGE_LIMIT);
        progress.say(String.format(
                Locale.ROOT,
                "The changed answer came %.1f s after saving:",
                seconds(Duration.between(saved, Instant.now()))));
        show(question, after);
        vanish(script.path("delete"));
        showView();
    }

    private void vanish(JsonNode delete) throws IOException {
        String question = delete.path("question").asText();
        progress.say("");
        show(question, await(question, delete.path("before").asText(), CHANGE_LIMIT));
        Path page = work.resolve("docs").resolve(delete.path("page").asText());
        Files.delete(page);
        progress.say("\nDeleted " + page);
        Instant deleted = Instant.now();
        String gone = delete.path("gone").asText();
        JsonNode answer = until(
                CHANGE_LIMIT,
                () -> search(question),
                found -> found.path("items").size() > 0 && hit(found, gone) == null,
                "\"%s\" is still found".formatted(gone));
        progress.say(String.format(
                Locale.ROOT,
                "%.1f s later no passage says \"%s\" any more (epoch %s).",
                seconds(Duration.between(deleted, Instant.now())),
                gone,
                answer.path("epoch").asText()));
    }

    private void showView() {
        String view = script.path("views").fieldNames().next();
        JsonNode rows = service.get(pipeline("/views/%s/rows?page_size=3".formatted(view)))
                .body();
        progress.say("\nThe view %s at epoch %s, kept up to date from orders and customers:"
                .formatted(view, rows.path("epoch").asText()));
        rows.path("items").forEach(row -> progress.say("  " + row));
    }

    private String name() {
        return script.path("pipeline").asText();
    }

    private String pipeline(String rest) {
        return "/pipelines/" + name() + rest;
    }

    private Path file(JsonNode part) {
        return example.resolve(part.path("file").asText());
    }

    private void copyDocuments() throws IOException {
        Path source = example.resolve(script.path("documents").path("path").asText());
        Path target = work.resolve("docs");
        Files.createDirectories(target);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                refresh(file, target.resolve(source.relativize(file).toString()));
            }
        }
    }

    private static void refresh(Path from, Path to) throws IOException {
        if (!Files.exists(to) || Files.mismatch(from, to) >= 0) {
            Files.createDirectories(Optional.ofNullable(to.getParent()).orElseThrow());
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String definition() throws IOException {
        String folder = "path: ./" + script.path("documents").path("path").asText();
        String text = Files.readString(example.resolve(script.path("definition").asText()));
        if (!text.contains(folder)) {
            throw new StackException("the example's definition names no folder \"%s\"".formatted(folder));
        }
        return text.replace(folder, "path: \"" + Apps.url(work.resolve("docs")) + "\"");
    }

    private JsonNode status() {
        return service.get(pipeline("")).body().path("status");
    }

    private void awaitRunning() {
        if (status().path("state").asText().equals("FAILED")) {
            service.post(pipeline("/operations"), "application/json", "{\"type\": \"START\"}", Map.of())
                    .expect("starting the pipeline, which had failed before,");
        }
        Instant patience = Instant.now().plus(RECOVERY);
        until(
                LOAD_LIMIT,
                this::status,
                status -> {
                    String state = status.path("state").asText();
                    if (state.equals("FAILED") && Instant.now().isAfter(patience)) {
                        throw new StackException("the pipeline failed: " + status);
                    }
                    return state.matches("RUNNING|BACKFILLING|IDLE|DEGRADED");
                },
                "the pipeline does not run");
    }

    private void push(String table, Path file) throws IOException {
        String path = pipeline("/tables/%s/records".formatted(table));
        String body = Files.readString(file);
        String key = "demo-" + Secret.hex(8);
        until(
                CHANGE_LIMIT,
                () -> service.post(path, "text/csv", body, Map.of("Idempotency-Key", key)),
                answer -> answer.status() != 503 && answer.status() != 409 && answer.expect("the push") != null,
                "the push was not taken");
    }

    private void awaitIndexed() {
        int pages = script.path("documents").path("count").asInt();
        String path = pipeline("/indexes/%s/documents?page_size=1000"
                .formatted(script.path("index").asText()));
        int[] shown = {-1};
        until(
                LOAD_LIMIT,
                () -> service.get(path).body().path("items").size(),
                count -> {
                    if (count != shown[0]) {
                        progress.say("  %d of %d pages are searchable".formatted(count, pages));
                        shown[0] = count;
                    }
                    return count >= pages;
                },
                "not all pages are searchable");
    }

    /** A passage that answers, and the answer that it came with. */
    private record Found(JsonNode item, JsonNode answer) {}

    private Found await(String question, String text, Duration limit) {
        JsonNode answer = until(
                limit,
                () -> search(question),
                found -> hit(found, text) != null,
                "\"%s\" is not found".formatted(text));
        JsonNode item = hit(answer, text);
        return new Found(item == null ? answer : item, answer);
    }

    private JsonNode search(String question) {
        String path =
                pipeline("/indexes/%s/search".formatted(script.path("index").asText()));
        return service.post(path, "application/json", Json.text(Map.of("query", question, "k", 5)), Map.of())
                .body();
    }

    private static @Nullable JsonNode hit(JsonNode answer, String text) {
        for (JsonNode item : answer.path("items")) {
            if (item.path("text").asText().contains(text)) {
                return item;
            }
        }
        return null;
    }

    private void show(String question, Found found) {
        String text = found.item().path("text").asText().replaceAll("\\s+", " ");
        progress.say("? " + question);
        progress.say("  %s  [%s, epoch %s, freshness %s ms]"
                .formatted(
                        excerpt(text, question),
                        found.item().path("key").path("path").asText(),
                        found.answer().path("epoch").asText(),
                        found.answer().path("freshness_ms").asText()));
    }

    /** The part of the passage that has most of the question's words. */
    private static String excerpt(String text, String question) {
        String best = text;
        long most = -1;
        for (String sentence : text.split("(?<=[.!?]) ")) {
            long words = Stream.of(question.toLowerCase(Locale.ROOT).split("\\W+"))
                    .filter(word -> word.length() > 3
                            && sentence.toLowerCase(Locale.ROOT).contains(word))
                    .count();
            if (words > most) {
                most = words;
                best = sentence;
            }
        }
        return best.length() <= SHOWN ? best : best.substring(0, SHOWN) + " …";
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static <T> T until(Duration limit, Supplier<T> ask, Predicate<T> enough, String otherwise) {
        Instant end = Instant.now().plus(limit);
        while (true) {
            T answer = ask.get();
            if (enough.test(answer)) {
                return answer;
            }
            if (Instant.now().isAfter(end)) {
                throw new StackException(
                        "%s after %d s; the last answer was %s".formatted(otherwise, limit.toSeconds(), answer));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }
}
