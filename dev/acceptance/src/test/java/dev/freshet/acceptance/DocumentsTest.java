package dev.freshet.acceptance;

import static dev.freshet.acceptance.Pipelines.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A watched folder of 300 pages: what an edit costs, and that a document which takes long holds up nothing. */
class DocumentsTest {
    private static final String NAME = "papers";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int EDITS = 20;
    private static final Path FOLDER = LocalStack.folder(NAME);

    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: papers}
            spec:
              desired_state: RUNNING
              memory: 1Gi
              sources:
                pages:
                  connector: files
                  path: "file://%s"
                  pattern: "**/*"
                  format: document
                  mode: WATCH
                notes:
                  connector: push
                  columns: {id: BIGINT NOT NULL, body: VARCHAR}
                  primary_key: [id]
              sql: |
                CREATE VIEW chunks AS
                  SELECT p.path, c.ordinal, c.text
                  FROM pages AS p, LATERAL TABLE(chunk(parse(p.content, p.mime), 400, 40)) AS c;
                CREATE VIEW noted AS SELECT id, body FROM notes;
              indexes:
                kb: {view: chunks, key: [path, ordinal], text: text, metadata: [path], embedder: minilm}
            """;

    @BeforeAll
    static void load() throws IOException {
        Path example = LocalStack.ROOT.resolve("examples/support/docs");
        try (Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = FOLDER.resolve(example.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Pipelines.start(NAME, DEFINITION.formatted(FOLDER));
        awaitDocuments(300);
    }

    @AfterAll
    static void remove() {
        Pipelines.remove(NAME);
    }

    private static void awaitDocuments(int count) {
        Pipelines.until(PATIENCE, () -> documents().size(), n -> n >= count);
        settle();
    }

    private static Set<String> documents() {
        Set<String> paths = new TreeSet<>();
        ACME.get("/pipelines/" + NAME + "/indexes/kb/documents?page_size=1000")
                .ok()
                .path("items")
                .forEach(item -> paths.add(item.path("key").path("path").asText()));
        return paths;
    }

    /** Waits until the index shows everything that was committed. */
    private static void settle() {
        Pipelines.until(
                PATIENCE,
                () -> ACME.get("/pipelines/" + NAME + "/indexes/kb").ok(),
                index -> index.path("pending").asLong() == 0);
    }

    /** The texts of a page's chunks, by ordinal. */
    private static List<String> chunks(String path) {
        String filter = URLEncoder.encode("{\"path\":\"" + path + "\"}", StandardCharsets.UTF_8);
        Map<Integer, String> texts = new java.util.TreeMap<>();
        for (JsonNode item : ACME.get("/pipelines/" + NAME + "/indexes/kb/chunks?page_size=1000&filter=" + filter)
                .ok()
                .path("items")) {
            texts.put(
                    item.path("key").path("ordinal").asInt(), item.path("text").asText());
        }
        return new ArrayList<>(texts.values());
    }

    private static long computed() {
        return Pipelines.metric(NAME, "freshet_embeddings_computed_total");
    }

    private static long reused() {
        return Pipelines.metric(NAME, "freshet_embeddings_reused_total");
    }

    /** Which version of which row holds the vector of each text. */
    private static Map<String, String> vectors() throws SQLException {
        String relation = ACME.get("/pipelines/" + NAME + "/indexes/kb")
                .ok()
                .path("relation")
                .asText();
        Map<String, String> rows = new HashMap<>();
        try (Connection database = LocalStack.database()) {
            for (String row :
                    Account.rows(database, "SELECT encode(hash, 'hex'), xmin, ctid FROM " + relation + "_vectors")) {
                int at = row.indexOf('|');
                rows.put(row.substring(0, at), row.substring(at + 1));
            }
        }
        return rows;
    }

    /** What an edit of one page did, checked against the page's chunks before and after. */
    private static int edit(String page, String content) throws SQLException {
        List<String> before = chunks(page);
        Map<String, String> vectors = vectors();
        long computed = computed();
        long reused = reused();
        Papers.save(FOLDER.resolve(page), content);
        List<String> after = Pipelines.until(PATIENCE, () -> chunks(page), now -> !now.equals(before));
        settle();
        Set<String> fresh = new HashSet<>(after);
        before.forEach(fresh::remove);
        assertThat(computed() - computed).as("embeddings computed").isEqualTo(fresh.size());
        assertThat(reused() - reused)
                .as("chunks that did not change count nowhere")
                .isZero();
        Map<String, String> now = vectors();
        Set<String> gone = new HashSet<>(vectors.keySet());
        gone.removeAll(now.keySet());
        assertThat(gone).hasSizeLessThanOrEqualTo(before.size());
        vectors.keySet().removeAll(gone);
        assertThat(now).as("no other vector is rewritten").containsAllEntriesOf(vectors);
        assertThat(now).hasSize(vectors.size() + fresh.size());
        return fresh.size();
    }

    @Test
    void anEditOfOnePageEmbedsOnlyWhatChanged() throws Exception {
        String page = "programs/trade-in.md";
        String text = Files.readString(FOLDER.resolve(page));
        int fresh = edit(page, text.replace("within two working days", "within four working days"));
        assertThat(fresh).isEqualTo(1);
        assertThat(ACME.post(
                                "/pipelines/" + NAME + "/indexes/kb/search",
                                "{\"query\": \"credit note for the trade-in of an old battery\", \"k\": 5}")
                        .ok()
                        .path("items")
                        .toString())
                .contains("within four working days")
                .doesNotContain("within two working days");
    }

    @Test
    void aParagraphAtTheTopOfALongPageCostsAtMostThreeEmbeddings() throws Exception {
        List<String> paragraphs = Papers.paragraphs(1, 50);
        StringBuilder sections = new StringBuilder("# A page of many sections\n\n");
        for (int i = 0; i < paragraphs.size(); i++) {
            sections.append("## Section ")
                    .append(i)
                    .append("\n\n")
                    .append(paragraphs.get(i))
                    .append("\n\n");
        }
        insertAtTop("long-sections.md", sections.toString());
        insertAtTop("long-prose.md", "# A page of prose\n\n" + String.join("\n\n", Papers.paragraphs(2, 50)) + "\n");
    }

    private static void insertAtTop(String page, String content) throws SQLException {
        Papers.save(FOLDER.resolve(page), content);
        Pipelines.until(PATIENCE, () -> chunks(page).size(), n -> n >= 50);
        settle();
        String paragraph = Papers.paragraph(new Random(9), 4);
        int end = content.indexOf("\n\n") + 2;
        int fresh = edit(page, content.substring(0, end) + paragraph + "\n\n" + content.substring(end));
        assertThat(fresh).as(page).isBetween(1, 3);
    }

    /** Prints the times as the benchmarks do; no time is asserted, that every edit is found is. */
    @Test
    void savedEditsBecomeSearchable() throws Exception {
        String page = "programs/field-trial.md";
        String text = Files.readString(FOLDER.resolve(page));
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < EDITS; i++) {
            String word = "zebra" + i + "q";
            String marker = "The code word of the trial is " + word + ".";
            long saved = System.nanoTime();
            Papers.save(FOLDER.resolve(page), text + "\n" + marker + "\n");
            Pipelines.until(PATIENCE, () -> found(word), items -> items.contains(marker));
            millis.add((System.nanoTime() - saved) / 1e6);
        }
        millis.sort(null);
        System.out.printf(
                java.util.Locale.ROOT,
                "{\"name\": \"freshness\", \"case\": \"edit among 300 pages\", \"rows\": %d,"
                        + " \"latency_ms\": {\"p50\": %.0f, \"p99\": %.0f, \"max\": %.0f}}%n",
                EDITS,
                millis.get(EDITS / 2),
                millis.get(EDITS - 1),
                millis.getLast());
    }

    private static String found(String query) {
        return ACME.post(
                        "/pipelines/" + NAME + "/indexes/kb/search",
                        "{\"query\": \"" + query + "\", \"k\": 5, \"mode\": \"text\"}")
                .ok()
                .path("items")
                .toString();
    }

    /** The slow one is a PDF of a few kilobytes; its reader is busy for about half a minute. */
    @Test
    void aDocumentThatTakesLongDelaysNoPushAndNoOtherDocument() {
        Random random = new Random(3);
        long begun = System.nanoTime();
        Papers.save(FOLDER.resolve("slow.pdf"), Papers.slowPdf(200, 50_000));
        Pipelines.pause(2000); // its parsing has begun
        long longest = 0;
        for (int i = 0; i < 20; i++) {
            String html =
                    "<html><body><h1>Other page " + i + "</h1><p>" + Papers.paragraph(random, 4) + "</p></body></html>";
            Papers.save(FOLDER.resolve("other-" + i + ".html"), html);
            Papers.save(FOLDER.resolve("other-" + i + ".md"), "# Other " + i + "\n\n" + Papers.paragraph(random, 4));
            long push = System.nanoTime();
            ACME.push(NAME, "notes", "{\"id\":" + i + ",\"body\":\"pushed meanwhile\"}\n")
                    .ok();
            longest = Math.max(longest, System.nanoTime() - push);
        }
        Set<String> seen = Pipelines.until(
                PATIENCE,
                DocumentsTest::documents,
                paths -> paths.stream().filter(p -> p.startsWith("other-")).count() == 40);
        double others = seconds(begun);
        assertThat(seen).as("the slow document is still being read").doesNotContain("slow.pdf");
        assertThat(badRecords()).doesNotContain("slow.pdf");
        assertThat(Pipelines.rows(NAME, "noted", 0, List.of("id"))).hasSize(20);
        Pipelines.until(
                PATIENCE, () -> documents().contains("slow.pdf") || badRecords().contains("slow.pdf"), done -> done);
        System.out.printf(
                "slow document %.1f s, %s; 40 others after %.1f s, longest push %.3f s%n",
                seconds(begun), documents().contains("slow.pdf") ? "searchable" : "given up", others, longest / 1e9);
    }

    private static String badRecords() {
        return ACME.get("/pipelines/" + NAME + "/bad-records")
                .ok()
                .path("items")
                .toString();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
