package dev.freshet.sql.parse;

/** A column and how far behind its greatest value rows may lie, from {@code col [- INTERVAL '5' SECOND]}. */
public record WatermarkText(String column, int offset, long delayMicros) {
    /** Throws {@link SqlTextException}. */
    public static WatermarkText parse(String text) {
        Cursor cursor = new Cursor(Lexer.tokens(text), 0);
        WatermarkText out = parse(cursor);
        if (cursor.peek().kind() != Token.Kind.END) {
            throw cursor.unexpected("the end", "a watermark is COLUMN - INTERVAL 'n' UNIT");
        }
        return out;
    }

    static WatermarkText parse(Cursor cursor) {
        Token column = cursor.name("a column");
        if (!cursor.acceptSymbol("-")) {
            return new WatermarkText(column.name(), column.start(), 0);
        }
        Token at = cursor.peek();
        IntervalText interval = IntervalText.parse(cursor);
        if (interval.months() != 0 || interval.micros() < 0) {
            throw new SqlTextException(
                    "bad_watermark",
                    at.start(),
                    "a watermark's delay must be a time of days or less",
                    "INTERVAL '5' SECOND");
        }
        return new WatermarkText(column.name(), column.start(), interval.micros());
    }
}
