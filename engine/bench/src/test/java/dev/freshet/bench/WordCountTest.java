package dev.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordCountTest {
    @Test
    void engineAndLoopCountTheSameWords() throws Exception {
        WordCount bench = new WordCount(300_000);
        assertThat(bench.loop().correct()).isTrue();
        assertThat(bench.freshet(1_000).correct()).isTrue();
        assertThat(bench.freshet(7_777).correct()).isTrue();
    }
}
