package dev.freshet.vector.chunk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * BERT's uncased WordPiece: words are cleaned of accents and lower-cased, split at white space, punctuation and CJK
 * characters, then cut greedily into the longest pieces of the vocabulary.
 */
public final class WordPiece implements Tokenizer {
    public static final int UNKNOWN = 100;
    public static final int BEGIN = 101;
    public static final int END = 102;

    private static final int LONGEST_WORD = 100;
    private static final int CACHED_WORDS = 50_000;
    private static final String VOCABULARY = "/bert-vocabulary-en.txt";

    private final Map<String, Integer> vocabulary;
    private final Map<String, int[]> words = new ConcurrentHashMap<>();

    private static final class English {
        static final WordPiece INSTANCE = new WordPiece(load());
    }

    private WordPiece(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The tokenizer of MiniLM and of every model on bert-base-uncased. */
    public static WordPiece english() {
        return English.INSTANCE;
    }

    @Override
    public int count(CharSequence text) {
        int[] sum = {0};
        eachWord(text, (from, to) -> sum[0] += pieces(text, from, to).length);
        return sum[0];
    }

    @Override
    public int[] ids(CharSequence text) {
        IntList ids = new IntList();
        eachWord(text, (from, to) -> ids.addAll(pieces(text, from, to)));
        return ids.toArray();
    }

    private interface WordSpan {
        void accept(int from, int to);
    }

    private static void eachWord(CharSequence text, WordSpan words) {
        int start = -1;
        int i = 0;
        while (i < text.length()) {
            int c = Character.codePointAt(text, i);
            int next = i + Character.charCount(c);
            boolean single = isPunctuation(c) || isCjk(c);
            boolean ends = single || isSpace(c);
            if (ends && start >= 0) {
                words.accept(start, i);
                start = -1;
            }
            if (single) {
                words.accept(i, next);
            } else if (!ends && start < 0) {
                start = i;
            }
            i = next;
        }
        if (start >= 0) {
            words.accept(start, text.length());
        }
    }

    private int[] pieces(CharSequence text, int from, int to) {
        return pieces(text.subSequence(from, to).toString());
    }

    private int[] pieces(String raw) {
        int[] known = words.get(raw);
        if (known != null) {
            return known;
        }
        int[] pieces = isPlain(raw) ? cut(raw.toLowerCase(Locale.ROOT)) : normalized(raw);
        if (raw.length() <= LONGEST_WORD && words.size() < CACHED_WORDS) {
            words.put(raw, pieces);
        }
        return pieces;
    }

    private static boolean isPlain(String word) {
        return word.chars().allMatch(c -> c < 0x7F && c >= 0x20);
    }

    /** Accents and invisible characters fall away; what a character decomposes to may be several words. */
    private int[] normalized(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        Normalizer.normalize(raw, Normalizer.Form.NFD)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK && !isDropped(c))
                .forEach(out::appendCodePoint);
        String word = out.toString().toLowerCase(Locale.ROOT);
        IntList ids = new IntList();
        eachWord(word, (from, to) -> ids.addAll(cut(word.substring(from, to))));
        return ids.toArray();
    }

    private int[] cut(String word) {
        if (word.isEmpty()) {
            return new int[0];
        }
        if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
            return new int[] {UNKNOWN};
        }
        IntList ids = new IntList();
        int from = 0;
        while (from < word.length()) {
            int to = word.length();
            Integer id = null;
            while (to > from && (id = vocabulary.get((from == 0 ? "" : "##") + word.substring(from, to))) == null) {
                to--;
            }
            if (id == null) {
                return new int[] {UNKNOWN};
            }
            ids.add(id);
            from = to;
        }
        return ids.toArray();
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private static boolean isDropped(int c) {
        int type = Character.getType(c);
        return c == 0
                || c == 0xFFFD
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.PRIVATE_USE
                || type == Character.UNASSIGNED
                || type == Character.SURROGATE;
    }

    private static boolean isPunctuation(int c) {
        if (c < 0x80) {
            return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean isCjk(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2A6DF)
                || (c >= 0x2A700 && c <= 0x2B73F)
                || (c >= 0x2B740 && c <= 0x2B81F)
                || (c >= 0x2B920 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }

    private static Map<String, Integer> load() {
        try (InputStream in = WordPiece.class.getResourceAsStream(VOCABULARY)) {
            if (in == null) {
                throw new IllegalStateException("the model's vocabulary " + VOCABULARY + " is not on the class path");
            }
            Map<String, Integer> map = new HashMap<>(65_536);
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .forEach(line -> map.put(line, map.size()));
            return map;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class IntList {
        private int[] values = new int[16];
        private int size;

        void add(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        void addAll(int[] more) {
            for (int v : more) {
                add(v);
            }
        }

        int[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
