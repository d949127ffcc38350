package dev.freshet.vector.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.connect.Sink.EpochChanges;
import dev.freshet.spi.connect.Sink.FencedException;
import dev.freshet.spi.id.Generation;
import dev.freshet.vector.embed.LetterEmbedder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real PostgreSQL with pgvector. */
class VectorSinkTest {
    private static final Generation FIRST = new Generation(1);

    private final LetterEmbedder letters = new LetterEmbedder("1");
    private final IndexSpec spec = Pages.spec(letters, true, "size");
    private TestDatabase database;
    private VectorSink sink;

    @BeforeEach
    void open() throws SQLException {
        database = new TestDatabase();
        sink = Pages.sink(spec, database, letters);
        assertThat(sink.open(FIRST)).isZero();
    }

    private List<String> index() throws SQLException {
        return database.rows(
                "SELECT path, ordinal, text, size, embedding IS NOT NULL FROM t_acme.docs_kb ORDER BY 1, 2, 3");
    }

    private List<String> vectors() throws SQLException {
        return database.rows("SELECT count(*) FROM t_acme.docs_kb_vectors");
    }

    @Test
    void showsAnEpochAsAWhole() throws SQLException {
        sink.apply(
                List.of(new Pages()
                        .add("a.md", 0, "alpha")
                        .add("a.md", 1, "beta")
                        .add("b.md", 0, null)
                        .at(3)),
                5);
        assertThat(index()).containsExactly("a.md|0|alpha|5|t", "a.md|1|beta|4|t", "b.md|0|∅|∅|f");
        sink.apply(
                List.of(new Pages()
                        .remove("a.md", 0, "alpha")
                        .add("a.md", 0, "gamma")
                        .remove("b.md", 0, null)
                        .at(6)),
                6);
        assertThat(index()).containsExactly("a.md|0|gamma|5|t", "a.md|1|beta|4|t");
        assertThat(vectors()).containsExactly("2");
        assertThat(database.rows("SELECT sink, epoch, generation FROM t_acme.sink_progress"))
                .containsExactly("docs/kb|6|1");
    }

    @Test
    void aShiftRewritesNoVectorAndCountsNothing() throws SQLException {
        Pages pages = new Pages();
        for (int i = 0; i < 50; i++) {
            pages.add("a.md", i, "text number " + "x".repeat(i));
        }
        sink.apply(List.of(pages.at(1)), 1);
        List<String> before = database.rows("SELECT encode(hash, 'hex'), xmin, ctid FROM t_acme.docs_kb_vectors");
        List<String> seen = database.rows("SELECT DISTINCT text, xmin FROM t_acme.docs_kb");
        pages.add("a.md", 0, "new first");
        for (int i = 0; i < 50; i++) {
            pages.remove("a.md", i, "text number " + "x".repeat(i)).add("a.md", i + 1, "text number " + "x".repeat(i));
        }
        sink.apply(List.of(pages.at(2)), 2);
        assertThat(sink.counters().computed()).isEqualTo(51);
        assertThat(sink.counters().reused()).isZero();
        assertThat(database.rows("SELECT encode(hash, 'hex'), xmin, ctid FROM t_acme.docs_kb_vectors"))
                .hasSize(51)
                .containsAll(before);
        assertThat(database.rows("SELECT DISTINCT text, xmin FROM t_acme.docs_kb"))
                .containsAll(seen);
    }

    @Test
    void equalsTheViewAfterRandomChangesMergedAnyhow() throws SQLException {
        Random random = new Random(7);
        Map<String, Integer> expected = new HashMap<>();
        List<EpochChanges> waiting = new ArrayList<>();
        for (int epoch = 1; epoch <= 60; epoch++) {
            Pages pages = new Pages();
            for (int i = 0; i < 20; i++) {
                String path = "p" + random.nextInt(4);
                int ordinal = random.nextInt(3);
                String text = random.nextInt(8) == 0
                        ? null
                        : "word ".repeat(1 + random.nextInt(3)).strip();
                String row = path + "|" + ordinal + "|" + (text == null ? "∅" : text);
                boolean add = !expected.containsKey(row) || random.nextInt(3) == 0;
                expected.merge(row, add ? 1 : -1, Integer::sum);
                expected.remove(row, 0);
                pages.row(add ? 1 : -1, path, ordinal, text);
            }
            waiting.add(pages.at(epoch));
            if (random.nextInt(3) == 0 || epoch == 60) {
                sink.apply(waiting, epoch);
                waiting.clear();
                assertThat(database.rows("SELECT path, ordinal, text, _weight FROM t_acme.docs_kb_chunks"))
                        .containsExactlyInAnyOrderElementsOf(expected.entrySet().stream()
                                .map(e -> e.getKey() + "|" + e.getValue())
                                .toList());
                assertThat(database.rows("SELECT DISTINCT hash FROM t_acme.docs_kb_vectors"))
                        .containsExactlyInAnyOrderElementsOf(database.rows(
                                "SELECT DISTINCT _hash FROM t_acme.docs_kb_chunks WHERE _hash IS NOT NULL"));
            }
        }
    }

    @Test
    void theSameEpochTwiceChangesNothing() throws SQLException {
        EpochChanges first = new Pages().add("a.md", 0, "alpha").at(1);
        sink.apply(List.of(first), 1);
        sink.apply(List.of(first), 1);
        VectorSink again = Pages.sink(spec, database, letters);
        assertThat(again.open(new Generation(2))).isEqualTo(1);
        again.apply(List.of(first, new Pages().add("a.md", 1, "beta").at(2)), 2);
        assertThat(database.rows("SELECT path, ordinal, _weight FROM t_acme.docs_kb_chunks ORDER BY 2"))
                .containsExactly("a.md|0|1", "a.md|1|1");
    }

    @Test
    void anOldGenerationIsRefused() throws SQLException {
        Pages.sink(spec, database, letters).open(new Generation(2));
        assertThatThrownBy(() ->
                        sink.apply(List.of(new Pages().add("a.md", 0, "late").at(1)), 1))
                .isInstanceOf(FencedException.class);
        assertThatThrownBy(() -> Pages.sink(spec, database, letters).open(FIRST))
                .isInstanceOf(FencedException.class);
        assertThat(index()).isEmpty();
    }

    @Test
    void aLostConfirmationIsReadBack() throws SQLException {
        AtomicInteger lose = new AtomicInteger(-1);
        Connections losing = () -> losing(database.open(), lose);
        VectorSink unlucky = Pages.sink(spec, losing, letters);
        unlucky.open(new Generation(2));
        for (int commit = 1; commit <= 4; commit++) {
            lose.set(commit);
            unlucky.apply(
                    List.of(new Pages().add("a.md", commit, "text " + commit).at(commit)), commit);
            lose.set(-1);
        }
        assertThat(database.rows("SELECT ordinal, _weight FROM t_acme.docs_kb_chunks ORDER BY 1"))
                .containsExactly("1|1", "2|1", "3|1", "4|1");
        assertThat(unlucky.status().epoch()).isEqualTo(4);
    }

    /** The n-th commit from now happens, and its confirmation is lost. */
    private static Connection losing(Connection real, AtomicInteger countdown) {
        return (Connection) Proxy.newProxyInstance(
                VectorSinkTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(real, args);
                        if (method.getName().equals("commit") && countdown.decrementAndGet() == 0) {
                            throw new SQLException("the connection broke", "08006");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aModelThatDoesNotAnswerIsAskedAgain() throws SQLException {
        LetterEmbedder busy = new LetterEmbedder("1").failing(2);
        VectorSink patient = Pages.sink(spec, database, busy);
        patient.open(FIRST);
        patient.apply(List.of(new Pages().add("a.md", 0, "alpha").at(1)), 1);
        assertThat(index()).containsExactly("a.md|0|alpha|5|t");
    }

    @Test
    void aChangedDefinitionIsBuiltAsideAndTakesOver() throws SQLException {
        EpochChanges first = new Pages().add("a.md", 0, "alpha").at(1);
        EpochChanges second = new Pages().add("b.md", 0, "beta").at(2);
        sink.apply(List.of(first, second), 2);
        LetterEmbedder newer = new LetterEmbedder("2");
        VectorSink changed = Pages.sink(Pages.spec(newer, false, "path"), database, newer);
        assertThat(changed.open(new Generation(2))).isZero();
        changed.apply(List.of(first), 1);
        assertThat(index()).containsExactly("a.md|0|alpha|5|t", "b.md|0|beta|4|t");
        changed.apply(List.of(second), 2);
        assertThat(database.rows("SELECT path, ordinal, text, embedding IS NOT NULL FROM t_acme.docs_kb ORDER BY 1"))
                .containsExactly("a.md|0|alpha|t", "b.md|0|beta|t");
        changed.apply(List.of(new Pages().remove("b.md", 0, "beta").at(3)), 3);
        assertThat(database.rows("SELECT path FROM t_acme.docs_kb")).containsExactly("a.md");
        assertThat(database.rows("SELECT sink, epoch, generation FROM t_acme.sink_progress"))
                .containsExactly("docs/kb|3|2");
        assertThat(database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 't_acme' ORDER BY 1"))
                .containsExactly("docs_kb_chunks", "docs_kb_vectors", "sink_progress");
        assertThatThrownBy(
                        () -> sink.apply(List.of(new Pages().add("c.md", 0, "c").at(3)), 3))
                .isInstanceOf(FencedException.class);
        assertThat(Pages.sink(Pages.spec(newer, false, "path"), database, newer).open(new Generation(3)))
                .isEqualTo(3);
    }

    @Test
    void aGivenUpDefinitionLeavesNothing() throws SQLException {
        sink.apply(List.of(new Pages().add("a.md", 0, "alpha").at(1)), 1);
        LetterEmbedder newer = new LetterEmbedder("2");
        Pages.sink(Pages.spec(newer, false), database, newer).open(new Generation(2));
        assertThat(Pages.sink(spec, database, letters).open(new Generation(3))).isEqualTo(1);
        assertThat(database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 't_acme' ORDER BY 1"))
                .containsExactly("docs_kb_chunks", "docs_kb_vectors", "sink_progress");
    }

    @Test
    void leftoversOfACrashAreSweptAtTheNextStart() throws SQLException {
        database.execute("INSERT INTO t_acme.docs_kb_vectors SELECT '\\x01', array_fill(0.5, ARRAY[26])::vector");
        Pages.sink(spec, database, letters).open(new Generation(2));
        assertThat(vectors()).containsExactly("0");
    }
}
