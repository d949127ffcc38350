package dev.freshet.vector.chunk;

import dev.freshet.vector.parse.Block;
import dev.freshet.vector.parse.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded documents for tests. */
final class Prose {
    private static final String[] WORDS =
            ("pump valve pressure meter sensor sample flow river gauge station record limit "
                            + "operator manual filter cleaning schedule warning signal level basin outlet before after when until "
                            + "should must opens closes reads writes reports checks every second hourly daily the a of and with")
                    .split(" ");

    private final Random random;

    Prose(long seed) {
        this.random = new Random(seed);
    }

    String sentence() {
        int n = 4 + random.nextInt(18);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < n; i++) {
            String word = WORDS[random.nextInt(WORDS.length)];
            out.append(i == 0 ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : " " + word);
        }
        return out.append(random.nextInt(6) == 0 ? "?" : ".").toString();
    }

    String paragraph(int sentences) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < sentences; i++) {
            out.add(sentence());
        }
        return String.join(" ", out);
    }

    Block block() {
        return switch (random.nextInt(10)) {
            case 0 -> Block.of(Block.Kind.LIST, "- " + sentence() + "\n- " + sentence() + "\n- " + sentence());
            case 1 -> Block.of(Block.Kind.CODE, "run(" + random.nextInt(1000) + ")\nstop()");
            case 2 -> Block.of(Block.Kind.PARAGRAPH, paragraph(10 + random.nextInt(25)));
            default -> Block.of(Block.Kind.PARAGRAPH, paragraph(1 + random.nextInt(8)));
        };
    }

    /** Sections of any length, some empty. */
    Document document(int blocks, int headingOneIn) {
        List<Block> out = new ArrayList<>();
        out.add(Block.heading(1, sentence()));
        for (int i = 0; i < blocks; i++) {
            out.add(random.nextInt(headingOneIn) == 0 ? Block.heading(2 + random.nextInt(2), sentence()) : block());
        }
        return Document.titled("text/markdown", out, null);
    }

    Random random() {
        return random;
    }
}
