package dev.freshet.acceptance;

import static dev.freshet.acceptance.Pipelines.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The example document of the reference runs as it is printed. Its connection and a secret that this refers to are made
 * through the API; its relative path is the checkout's docs folder, its topics are those of the stack's broker.
 */
class ContractExampleTest {
    private static final String NAME = "support";

    @AfterEach
    void remove() {
        Pipelines.remove(NAME);
    }

    @Test
    void theExampleRunsAsPrinted() throws Exception {
        Pipelines.remove(NAME);
        ACME.send(
                        "PUT",
                        "/secrets/kafka-password",
                        "{\"value\": \"not needed here\"}",
                        "Content-Type",
                        "application/json")
                .ok();
        ACME.send(
                        "PUT",
                        "/connections/prod-kafka",
                        "{\"connector\": \"kafka\", \"settings\": {\"bootstrap_servers\": \""
                                + LocalStack.setting("FRESHET_KAFKA") + "\"}}",
                        "Content-Type",
                        "application/json",
                        "If-Match",
                        "*")
                .ok();
        send("orders", List.of());
        JsonNode made =
                ACME.apply(NAME, LocalStack.resource("contract-example.yaml")).ok();
        assertThat(made.path("spec")
                        .path("sources")
                        .path("orders")
                        .path("connection")
                        .asText())
                .isEqualTo("prod-kafka");
        Pipelines.awaitState(NAME, "RUNNING");
        ACME.push(
                        NAME,
                        "customers",
                        "{\"id\":\"c1\",\"name\":\"Corner shop\",\"tier\":\"gold\"}\n"
                                + "{\"id\":\"c2\",\"name\":\"Kiosk\",\"tier\":\"basic\"}\n")
                .ok();
        send(
                "orders",
                List.of(
                        "{\"id\":1,\"customer\":\"c1\",\"amount\":\"10.50\",\"placed_at\":\"2026-01-31T12:00:10\"}",
                        "{\"id\":2,\"customer\":\"c1\",\"amount\":\"4.50\",\"placed_at\":\"2026-01-31T12:00:50\"}",
                        "{\"id\":3,\"customer\":\"c2\",\"amount\":\"7.00\",\"placed_at\":\"2026-01-31T12:01:10\"}"));
        Pipelines.until(
                Duration.ofSeconds(60),
                () -> Pipelines.rows(NAME, "revenue", 0, List.of("tier", "minute", "amount")),
                rows -> rows.equals(
                        List.of("basic|2026-01-31T12:01:00.000000|7.00", "gold|2026-01-31T12:00:00.000000|15.00")));
        everyPageIsSearchable();
        theSinkHasTheRows();
    }

    /** The checkout's documentation is what {@code ./docs} means for this stack. */
    private static void everyPageIsSearchable() throws Exception {
        long pages;
        try (var files = Files.walk(LocalStack.ROOT.resolve("docs"))) {
            pages = files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(f -> f.endsWith(".md"))
                    .count();
        }
        Pipelines.until(
                Duration.ofSeconds(120),
                () -> ACME.get("/pipelines/" + NAME + "/indexes/kb/documents?page_size=1000")
                        .ok()
                        .path("items")
                        .size(),
                n -> n == pages);
        JsonNode found = ACME.post(
                        "/pipelines/" + NAME + "/indexes/kb/search",
                        "{\"query\": \"what does a change mean in this model?\", \"k\": 3}")
                .ok();
        assertThat(found.path("items")).hasSize(3);
        assertThat(found.path("items").get(0).path("metadata").path("path").asText())
                .endsWith(".md");
    }

    private static void theSinkHasTheRows() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", LocalStack.setting("FRESHET_KAFKA"),
                "group.id", "acceptance-" + System.nanoTime(),
                "auto.offset.reset", "earliest",
                "isolation.level", "read_committed",
                "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
        try (var consumer = new org.apache.kafka.clients.consumer.KafkaConsumer<String, String>(settings)) {
            consumer.subscribe(List.of("revenue"));
            StringBuilder seen = new StringBuilder();
            Pipelines.until(
                    Duration.ofSeconds(60),
                    () -> {
                        consumer.poll(Duration.ofMillis(500)).forEach(r -> seen.append(r.value()));
                        return seen.toString();
                    },
                    text -> text.contains("15.00") && text.contains("7.00"));
        }
    }

    private static void send(String topic, List<String> values) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", LocalStack.setting("FRESHET_KAFKA"), "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.partitionsFor(topic); // makes it, so that the pipeline finds it
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value)).get(30, TimeUnit.SECONDS);
            }
        }
    }
}
