package dev.freshet.vector.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.id.Generation;
import dev.freshet.vector.embed.MiniLm;
import dev.freshet.vector.query.SearchAnswer.Item;
import dev.freshet.vector.sync.IndexSpec;
import dev.freshet.vector.sync.Pages;
import dev.freshet.vector.sync.PgTypes;
import dev.freshet.vector.sync.TestDatabase;
import dev.freshet.vector.sync.VectorSink;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real model and a real PostgreSQL, which also gives the expected answers by plain SQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IndexSearchTest {
    private static final String[] TEXTS = {
        "Reset your password from the sign-in page.",
        "A forgotten login secret can be recovered by e-mail.",
        "Invoices are sent on the first day of the month.",
        "To cancel the subscription, open the billing page.",
        "The gauge reports the water level every minute.",
        "Replace the filter when the pressure rises.",
        "The pump stops when the basin is empty.",
        "Sensors are calibrated once a year.",
        "Export the measurements as CSV or Parquet.",
        "Alerts are sent by e-mail or webhook.",
        "Error E42 means that the valve is stuck.",
        "The mobile application works without a network."
    };

    private TestDatabase database;
    private IndexSpec spec;
    private IndexSearch search;
    private IndexBrowser browser;

    @BeforeAll
    void fill() throws SQLException {
        database = new TestDatabase();
        spec = Pages.spec(MiniLm.shared(), true, "path", "size");
        Pages pages = new Pages();
        for (int i = 0; i < TEXTS.length; i++) {
            pages.add("page-" + i / 3 + ".md", i % 3, TEXTS[i]);
        }
        pages.add("blank.md", 0, null);
        try (VectorSink sink = Pages.sink(spec, database, MiniLm.shared())) {
            sink.open(new Generation(1));
            sink.apply(List.of(pages.at(7)), 9);
        }
        search = new IndexSearch(spec, database, MiniLm.shared());
        browser = new IndexBrowser(spec, database);
    }

    private List<String> texts(String query, int k, SearchMode mode, Map<String, @Nullable Object> filter)
            throws SQLException {
        return search.search(new SearchRequest(query, k, mode, filter)).items().stream()
                .map(i -> String.valueOf(i.text()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"I cannot log in", "how much does it cost", "water", "E42"})
    void vectorSearchEqualsBruteForce(String query) throws SQLException {
        String vector = PgTypes.vector(MiniLm.shared().embed(List.of(query)).getFirst());
        List<String> expected =
                database.rows("SELECT text FROM t_acme.docs_kb WHERE embedding IS NOT NULL ORDER BY embedding <=> '"
                        + vector + "' LIMIT 5");
        assertThat(texts(query, 5, SearchMode.VECTOR, Map.of())).isEqualTo(expected);
    }

    @Test
    void findsByMeaningWithScoresKeysAndEpoch() throws SQLException {
        SearchAnswer answer = search.search(SearchRequest.of("I forgot my credentials", 2, SearchMode.HYBRID));
        assertThat(answer.epoch()).isEqualTo(9);
        Item best = answer.items().getFirst();
        assertThat(best.key()).containsEntry("path", "page-0.md").containsKey("ordinal");
        assertThat(best.key().get("ordinal")).isInstanceOf(Long.class);
        assertThat(best.metadata()).containsOnlyKeys("path", "size");
        assertThat(best.lineageId()).matches("[0-9a-f]{32}");
        assertThat(answer.items().get(0).score())
                .isGreaterThanOrEqualTo(answer.items().get(1).score());
    }

    @Test
    void textSearchIsPostgresOwn() throws SQLException {
        for (String query :
                List.of("email", "page", "\"water level\"", "valve OR pump", "e-mail -webhook", "nowhere")) {
            List<String> expected = database.rows(
                    "SELECT text FROM t_acme.docs_kb WHERE to_tsvector('english', text) @@ websearch_to_tsquery('english', '"
                            + query + "')");
            assertThat(texts(query, 100, SearchMode.TEXT, Map.of())).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(texts("zeppelin", 5, SearchMode.TEXT, Map.of())).isEmpty();
    }

    @Test
    void hybridFindsTheRareWordAmongManyWords() throws SQLException {
        assertThat(texts("what does the code E42 mean?", 3, SearchMode.HYBRID, Map.of()))
                .first()
                .isEqualTo(TEXTS[10]);
    }

    @Test
    void filtersHoldInEveryMode() throws SQLException {
        for (SearchMode mode : SearchMode.values()) {
            assertThat(texts("e-mail", 10, mode, Map.of("path", "page-3.md")))
                    .contains(TEXTS[9])
                    .allMatch(t -> List.of(TEXTS).indexOf(t) >= 9);
        }
        assertThat(filtered(Map.of("ordinal", Map.of("ge", 1, "lt", 2)))).hasSize(4);
        assertThat(filtered(Map.of("path", Map.of("in", List.of("page-0.md", "page-1.md")))))
                .hasSize(6);
        assertThat(filtered(Map.of("path", Map.of("like", "page-_.md"), "ordinal", 0)))
                .hasSize(4);
        assertThat(filtered(Map.of("text", Map.of("contains", "100%")))).isEmpty();
        assertThat(filtered(Map.of("text", Map.of("contains", "gauge")))).containsExactly(TEXTS[4]);
        assertThat(filtered(Map.of("size", Map.of("eq", "43")))).allMatch(t -> t.length() == 43);
        assertThat(filtered(Map.of("ordinal", Map.of("ne", 0)))).hasSize(8);
        assertThat(filtered(Map.of("path", "x' OR 'a'='a"))).isEmpty();
    }

    private List<String> filtered(Map<String, @Nullable Object> filter) throws SQLException {
        return texts("anything", 50, SearchMode.VECTOR, filter);
    }

    @Test
    void aSenselessRequestIsRefusedWithThePlace() {
        assertThatThrownBy(() -> filtered(Map.of("colour", 1))).isInstanceOfSatisfying(SearchException.class, e -> {
            assertThat(e.code()).isEqualTo("unknown_column");
            assertThat(e.pointer()).isEqualTo("/filter/colour");
            assertThat(e).hasMessageContaining("path, ordinal, text, size");
        });
        assertThatThrownBy(() -> filtered(Map.of("ordinal", "many"))).hasMessageContaining("INTEGER");
        assertThatThrownBy(() -> filtered(Map.of("ordinal", 1.5))).hasMessageContaining("INTEGER");
        assertThatThrownBy(() -> filtered(Map.of("path", Map.of("near", "x"))))
                .hasMessageContaining("unknown operator");
        assertThatThrownBy(() -> SearchRequest.of("  ", 1, SearchMode.TEXT)).hasMessageContaining("empty");
        assertThatThrownBy(() -> SearchRequest.of("x", 1001, SearchMode.TEXT)).hasMessageContaining("1000");
    }

    @Test
    void describesTheIndex() throws SQLException {
        IndexDescription d = browser.describe();
        assertThat(d.rows()).isEqualTo(13);
        assertThat(d.drift()).isZero();
        assertThat(d.epoch()).isEqualTo(9);
        assertThat(d.relation()).isEqualTo("t_acme.docs_kb");
        assertThat(d.dimensions()).isEqualTo(384);
        assertThat(d.columns().embedding()).isEqualTo("embedding");
        assertThat(database.rows("SELECT count(*) FROM " + d.relation())).containsExactly("13");
    }

    @Test
    void listsDocumentsAndChunksByPages() throws SQLException {
        IndexBrowser.Page<IndexBrowser.DocumentEntry> first = browser.documents(0, 2);
        assertThat(first.more()).isTrue();
        assertThat(first.items()).extracting(IndexBrowser.DocumentEntry::chunks).containsExactly(1L, 3L);
        assertThat(browser.documents(4, 2).items()).hasSize(1);
        assertThat(browser.documents(4, 2).more()).isFalse();
        IndexBrowser.Page<Item> chunks = browser.chunks(Map.of("path", "page-2.md"), 0, 50);
        assertThat(chunks.items()).extracting(Item::text).containsExactly(TEXTS[6], TEXTS[7], TEXTS[8]);
        assertThat(browser.chunks(Map.of(), 10, 2).more()).isTrue();
    }
}
