package dev.freshet.vector.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.id.Generation;
import dev.freshet.vector.embed.LetterEmbedder;
import dev.freshet.vector.sync.IndexSpec;
import dev.freshet.vector.sync.Pages;
import dev.freshet.vector.sync.TestDatabase;
import dev.freshet.vector.sync.VectorSink;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Enough rows for the HNSW index to be used, where a filter can starve it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeIndexTest {
    private static final int ROWS = 6_000;

    private TestDatabase database;
    private IndexSearch search;

    @BeforeAll
    void fill() throws SQLException {
        database = new TestDatabase();
        LetterEmbedder letters = new LetterEmbedder("1");
        IndexSpec spec = Pages.spec(letters, true);
        Random random = new Random(3);
        Pages pages = new Pages();
        for (int i = 0; i < ROWS; i++) {
            String text = random.ints(12, 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            pages.add(i % 500 == 0 ? "rare.md" : "common.md", i, text);
        }
        try (VectorSink sink = Pages.sink(spec, database, letters)) {
            sink.open(new Generation(1));
            sink.apply(List.of(pages.at(1)), 1);
        }
        database.execute("ANALYZE");
        search = new IndexSearch(spec, database, letters);
    }

    @Test
    void aFilterThatLetsLittlePassLosesNothing() throws SQLException {
        SearchRequest rare = new SearchRequest("zzz", 12, SearchMode.VECTOR, Map.of("path", "rare.md"));
        assertThat(search.search(rare).items()).hasSize(12);
        SearchRequest beyond = new SearchRequest("zzz", 100, SearchMode.VECTOR, Map.of("path", "rare.md"));
        assertThat(search.search(beyond).items()).hasSize(12);
    }

    @Test
    void givesAsManyAsAskedFor() throws SQLException {
        assertThat(search.search(SearchRequest.of("abc", 1000, SearchMode.VECTOR))
                        .items())
                .hasSize(1000);
        assertThat(search.search(SearchRequest.of("abc", 300, SearchMode.HYBRID))
                        .items())
                .hasSize(300);
    }

    @Test
    void findsNearlyWhatBruteForceFinds() throws SQLException {
        List<SearchAnswer.Item> found = search.search(SearchRequest.of("hello river", 10, SearchMode.VECTOR))
                .items();
        List<String> exact = database.rows("""
                SELECT text FROM t_acme.docs_kb ORDER BY embedding <=>
                  (SELECT embedding FROM t_acme.docs_kb WHERE text = '%s') LIMIT 10""".formatted(found.getFirst().text()));
        List<String> near = search
                .search(SearchRequest.of(String.valueOf(found.getFirst().text()), 10, SearchMode.VECTOR))
                .items()
                .stream()
                .map(i -> String.valueOf(i.text()))
                .toList();
        assertThat(near.stream().filter(exact::contains).count()).isGreaterThanOrEqualTo(8);
    }
}
