package dev.freshet.vector.chunk;

import java.util.ArrayList;
import java.util.List;

/** Lines and sentences of a stretch of text. Spans carry no white space at their ends. */
final class Sentences {
    private static final String TERMINATORS = ".!?…";
    private static final String WIDE_TERMINATORS = "。！？；";
    private static final String CLOSERS = "\"')]}»”’」』）";

    private Sentences() {}

    record Span(int start, int end) {}

    /** Sentences, each within one line. */
    static List<Span> of(CharSequence text, int from, int to) {
        List<Span> out = new ArrayList<>();
        for (Span line : lines(text, from, to)) {
            int start = line.start();
            for (int i = start; i < line.end(); i++) {
                int end = endingAt(text, i, line.end());
                if (end > 0) {
                    add(text, start, end, out);
                    start = end;
                    i = end - 1;
                }
            }
            add(text, start, line.end(), out);
        }
        return out;
    }

    static List<Span> lines(CharSequence text, int from, int to) {
        List<Span> out = new ArrayList<>();
        int start = from;
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\n') {
                add(text, start, i, out);
                start = i + 1;
            }
        }
        add(text, start, to, out);
        return out;
    }

    static List<Span> words(CharSequence text, int from, int to) {
        List<Span> out = new ArrayList<>();
        int start = from;
        for (int i = from; i < to; i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                add(text, start, i, out);
                start = i + 1;
            }
        }
        add(text, start, to, out);
        return out;
    }

    /** Where the sentence ends whose terminator stands at i, or 0 when it does not end there. */
    private static int endingAt(CharSequence text, int i, int limit) {
        char c = text.charAt(i);
        boolean wide = WIDE_TERMINATORS.indexOf(c) >= 0;
        if (!wide && TERMINATORS.indexOf(c) < 0) {
            return 0;
        }
        int end = i + 1;
        while (end < limit && CLOSERS.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return wide || end == limit || Character.isWhitespace(text.charAt(end)) ? end : 0;
    }

    private static void add(CharSequence text, int from, int to, List<Span> out) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (start < end) {
            out.add(new Span(start, end));
        }
    }
}
