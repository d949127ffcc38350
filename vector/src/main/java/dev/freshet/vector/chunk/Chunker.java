package dev.freshet.vector.chunk;

import dev.freshet.vector.chunk.Cuts.Group;
import dev.freshet.vector.chunk.Sentences.Span;
import dev.freshet.vector.parse.Block;
import dev.freshet.vector.parse.Document;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts documents into chunks: never across a heading, at paragraphs where they fit, else at lines and sentences, else at
 * words. Pure and thread-safe: the same document gives the same chunks always. An inserted paragraph changes the chunk it
 * falls into and, where that grows too large or the overlap reaches, its neighbours; see {@link Cuts}.
 */
public final class Chunker {
    /** Nothing longer needs to be looked at per token when a word is cut. */
    private static final int LONGEST_TOKEN = 100;

    private final Tokenizer tokenizer;
    private final int maxTokens;
    private final int overlap;

    /**
     * @param maxTokens of a chunk's whole text
     * @param overlap at most this many tokens from the end of the block (or, inside a long block, sentences) before
     */
    public Chunker(Tokenizer tokenizer, int maxTokens, int overlap) {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens is " + maxTokens + "; it must be at least 1");
        }
        if (overlap < 0 || overlap >= maxTokens) {
            throw new IllegalArgumentException(
                    "overlap is " + overlap + "; it must be at least 0 and below max_tokens (" + maxTokens + ")");
        }
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        this.overlap = overlap;
    }

    public List<Chunk> chunk(Document document) {
        String plain = document.plainText();
        Output out = new Output(plain, tokenizer);
        Outline outline = new Outline();
        List<Span> section = new ArrayList<>();
        int headings = 0;
        int at = 0;
        for (Block block : document.blocks()) {
            boolean heading = block.kind() == Block.Kind.HEADING;
            if (heading && section.size() > headings) {
                section(out, outline.path(), section, headings);
                section.clear();
                headings = 0;
            }
            if (heading) {
                outline.enter(block.level(), block.text());
                headings++;
            }
            section.add(new Span(at, at + block.text().length()));
            at += block.text().length() + Document.SEPARATOR.length();
        }
        section(out, outline.path(), section, headings);
        return out.chunks();
    }

    /** Headings stay with the block that they introduce. */
    private void section(Output out, String heading, List<Span> blocks, int headings) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Piece p = piece(out.plain(), blocks.get(i));
            if (i > 0 && i <= headings) {
                pieces.set(0, pieces.getFirst().with(p));
            } else {
                pieces.add(p);
            }
        }
        int budget = maxTokens - overlap;
        for (Group g : Cuts.groups(pieces, budget)) {
            int floor = g.from() == 0
                    ? pieces.getFirst().start()
                    : pieces.get(g.from() - 1).start();
            if (pieces.get(g.from()).tokens() > budget) {
                explode(out, heading, pieces.get(g.from()), floor);
            } else {
                emit(out, heading, pieces.subList(g.from(), g.to()), floor);
            }
        }
    }

    /** A block that does not fit: its sentences, or where one of them does not fit, its words. */
    private void explode(Output out, String heading, Piece block, int floor) {
        int budget = maxTokens - overlap;
        List<Piece> pieces = new ArrayList<>();
        for (Span sentence : Sentences.of(out.plain(), block.start(), block.end())) {
            Piece p = piece(out.plain(), sentence);
            if (p.tokens() <= budget) {
                pieces.add(p);
            } else {
                words(out.plain(), sentence, pieces);
            }
        }
        for (Group g : Cuts.groups(pieces, budget)) {
            emit(out, heading, pieces.subList(g.from(), g.to()), g.from() == 0 ? floor : block.start());
        }
    }

    /** Fills pieces of up to the budget with words; a single word that does not fit is cut between characters. */
    private void words(String plain, Span sentence, List<Piece> out) {
        int budget = maxTokens - overlap;
        int start = sentence.start();
        int end = start;
        int tokens = 0;
        for (Span word : Sentences.words(plain, sentence.start(), sentence.end())) {
            int n = tokenizer.count(plain.substring(word.start(), word.end()));
            if (tokens > 0 && tokens + n > budget) {
                out.add(Piece.of(plain, start, end, tokens));
                tokens = 0;
            }
            if (n > budget) {
                characters(plain, word, out);
                continue;
            }
            start = tokens == 0 ? word.start() : start;
            end = word.end();
            tokens += n;
        }
        if (tokens > 0) {
            out.add(Piece.of(plain, start, end, tokens));
        }
    }

    private void characters(String plain, Span word, List<Piece> out) {
        int start = word.start();
        while (start < word.end()) {
            int end = fitting(plain, start, word.end());
            out.add(Piece.of(plain, start, end, tokenizer.count(plain.substring(start, end))));
            start = end;
        }
    }

    /** The longest beginning that fits, found by halving; at least one character. */
    private int fitting(String plain, int start, int limit) {
        int end = (int) Math.min(limit, start + (maxTokens - overlap) * (long) LONGEST_TOKEN);
        while (tokenizer.count(plain.substring(start, end)) > maxTokens - overlap) {
            int half = start + Math.max(1, (end - start) / 2);
            if (half == end) {
                break;
            }
            end = half;
        }
        boolean splitsPair = end < limit && Character.isLowSurrogate(plain.charAt(end));
        return splitsPair ? end + 1 : end;
    }

    private void emit(Output out, String heading, List<Piece> group, int floor) {
        int start = group.getFirst().start();
        int end = group.getLast().end();
        int from = overlap == 0 || start <= floor ? start : overlapStart(out.plain(), floor, start);
        // a word cut between characters may count more when its parts meet again
        boolean fits = from == start || tokenizer.count(out.plain().substring(from, end)) <= maxTokens;
        out.add(heading, fits ? from : start, end);
    }

    /** As many whole sentences before {@code start} as fit the overlap; where not even one does, words. */
    private int overlapStart(String plain, int floor, int start) {
        List<Span> before = Sentences.of(plain, floor, start);
        int from = back(plain, before, start);
        return from < start || before.isEmpty()
                ? from
                : back(plain, Sentences.words(plain, before.getLast().start(), start), start);
    }

    private int back(String plain, List<Span> spans, int start) {
        int from = start;
        int tokens = 0;
        for (int i = spans.size() - 1; i >= 0; i--) {
            tokens += tokenizer.count(
                    plain.substring(spans.get(i).start(), spans.get(i).end()));
            if (tokens > overlap) {
                break;
            }
            from = spans.get(i).start();
        }
        return from;
    }

    private Piece piece(String plain, Span span) {
        return Piece.of(plain, span.start(), span.end(), tokenizer.count(plain.substring(span.start(), span.end())));
    }

    /** The headings in force. */
    private static final class Outline {
        private final List<Block> open = new ArrayList<>();

        void enter(int level, String text) {
            open.removeIf(h -> h.level() >= level);
            open.add(Block.heading(level, text.replace('\n', ' ')));
        }

        String path() {
            return String.join(" > ", open.stream().map(Block::text).toList());
        }
    }
}
