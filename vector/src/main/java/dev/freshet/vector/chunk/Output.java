package dev.freshet.vector.chunk;

import java.util.ArrayList;
import java.util.List;

/** Collects chunks in order and turns UTF-16 offsets into offsets in characters. */
final class Output {
    private final String plain;
    private final Tokenizer tokenizer;
    private final List<Chunk> chunks = new ArrayList<>();
    private int units;
    private int characters;

    Output(String plain, Tokenizer tokenizer) {
        this.plain = plain;
        this.tokenizer = tokenizer;
    }

    String plain() {
        return plain;
    }

    void add(String heading, int start, int end) {
        String text = plain.substring(start, end);
        chunks.add(new Chunk(chunks.size(), text, heading, characters(start), characters(end), tokenizer.count(text)));
    }

    List<Chunk> chunks() {
        return chunks;
    }

    /** Starts from the last position asked for, as chunks come in order and overlap little. */
    private int characters(int unit) {
        if (unit >= units) {
            characters += plain.codePointCount(units, unit);
        } else {
            characters -= plain.codePointCount(unit, units);
        }
        units = unit;
        return characters;
    }
}
