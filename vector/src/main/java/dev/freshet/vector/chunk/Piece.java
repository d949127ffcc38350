package dev.freshet.vector.chunk;

/**
 * A stretch of the plain text that is not cut as long as others can be.
 *
 * @param start in UTF-16 units
 * @param priority how readily the text is cut before this piece; follows from its own first words alone
 */
record Piece(int start, int end, int tokens, long priority) {
    private static final int LOOKED_AT = 64;

    static Piece of(CharSequence plain, int start, int end, int tokens) {
        return new Piece(start, end, tokens, priority(plain, start, Math.min(end, start + LOOKED_AT)));
    }

    /** This and the next one as one. */
    Piece with(Piece next) {
        return new Piece(start, next.end, tokens + next.tokens, priority);
    }

    private static long priority(CharSequence plain, int from, int to) {
        long h = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            h = (h ^ plain.charAt(i)) * 0x100000001b3L;
        }
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        return (h ^ (h >>> 33)) | 1; // never the lowest: that is for cuts right behind a heading
    }
}
