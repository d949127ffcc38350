package dev.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Engine and loop give the same answers in every phase; the sizes are small enough for a test. */
class WorksTest {
    @ParameterizedTest
    @CsvSource({
        "wordcount, all at once",
        "wordcount, epochs of 1000",
        "wordcount, epochs of 7777",
        "join-aggregate, 20000",
        "bfs, 3000",
        "degrees, 200000",
        "pagerank, 20000 all at once",
        "pagerank, 20000 sorted by 1000",
        "durability, wordcount epochs of 1000"
    })
    void engineAndLoopAgree(String name, String one) throws Exception {
        Work work = Works.named(name, 300_000);
        List<String> loop = work.loop(one).stream().map(Measured::answer).toList();
        List<String> ours = work.freshet(one).stream().map(Measured::answer).toList();
        assertThat(ours).isEqualTo(loop).doesNotHaveDuplicates().doesNotContain("0/0/0");
    }
}
