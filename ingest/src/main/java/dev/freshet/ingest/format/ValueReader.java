package dev.freshet.ingest.format;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a text or JSON value means as a value of one column: the only place where input is coerced. Numbers may come as
 * strings; a value that does not fit throws {@link BadValueException} with a remedy. One instance per column.
 */
abstract class ValueReader {
    private final String field;
    private final Type type;

    private ValueReader(String field, Type type) {
        this.field = field;
        this.type = type;
    }

    /** {@code textIsJson}: nested values come as JSON text inside a text field (CSV). */
    static ValueReader of(String field, Type type, boolean textIsJson) {
        return switch (type) {
            case Type.Bool _ -> new Bools(field, type);
            case Type.Int(int bits) -> new Integers(field, type, bits);
            case Type.Real _ -> new Floats(field, type, true);
            case Type.Double _ -> new Floats(field, type, false);
            case Type.Decimal d -> new DecimalsReader(field, d);
            case Type.Text t -> new Texts(field, t);
            case Type.Bytes _ -> new Binary(field, type);
            case Type.Date _, Type.Time _, Type.Timestamp _ -> new Temporals(field, type);
            case Type.Interval(boolean months) -> new Intervals(field, type, months);
            case Type.Uuid _ -> new Uuids(field, type);
            case Type.Variant _, Type.Array _, Type.MapOf _, Type.Row _, Type.Vector _ ->
                new Nested(field, type, textIsJson);
        };
    }

    static ValueReader of(String field, DataType type, boolean textIsJson) {
        return of(field, type.type(), textIsJson);
    }

    /** Stores the value of a token that is not NULL. */
    abstract void read(Token token, RowCells cells, int c);

    BadValueException bad(Token token, String remedy) {
        return BadValueException.value(
                "Field \"" + field + "\" holds " + token.shown() + ", which is no " + type.sql() + "; " + remedy);
    }

    BadValueException tooLarge(Token token) {
        return BadValueException.value("Field \"" + field + "\" holds " + token.shown()
                + ", which is out of the range of " + type.sql() + "; send a smaller number or widen the column.");
    }

    private static boolean numeric(Token t) {
        return t.kind == Token.Kind.NUMBER || t.kind == Token.Kind.TEXT;
    }

    private static final class Bools extends ValueReader {
        Bools(String field, Type type) {
            super(field, type);
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            switch (t.kind) {
                case TRUE -> cells.setLong(c, 1);
                case FALSE -> cells.setLong(c, 0);
                case TEXT -> cells.setLong(c, parse(t));
                default -> throw bad(t, "send true or false.");
            }
        }

        private long parse(Token t) {
            return switch (t.trimmed().toLowerCase(Locale.ROOT)) {
                case "true", "t", "yes", "on", "1" -> 1;
                case "false", "f", "no", "off", "0" -> 0;
                default -> throw bad(t, "send true or false.");
            };
        }
    }

    private static final class Integers extends ValueReader {
        private final long min;
        private final long max;

        Integers(String field, Type type, int bits) {
            super(field, type);
            max = Long.MAX_VALUE >> (64 - bits);
            min = -max - 1;
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            long value = numeric(t) && NumberText.isPlainLong(t.bytes, t.from, t.to)
                    ? NumberText.plainLong(t.bytes, t.from, t.to)
                    : slow(t);
            if (value < min || value > max) {
                throw tooLarge(t);
            }
            cells.setLong(c, value);
        }

        private long slow(Token t) {
            BigDecimal number = numeric(t) ? NumberText.decimal(t.trimmed()) : null;
            if (number == null) {
                throw bad(t, "send a whole number such as 42.");
            }
            Long value = NumberText.integer(number);
            if (value != null) {
                return value;
            }
            throw number.precision() - (long) number.scale() > 18
                    ? tooLarge(t)
                    : bad(t, "send a whole number, or declare the column DECIMAL or DOUBLE.");
        }
    }

    private static final class Floats extends ValueReader {
        private final boolean single;

        Floats(String field, Type type, boolean single) {
            super(field, type);
            this.single = single;
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            Double value = numeric(t) ? parse(t) : null;
            if (value == null) {
                throw bad(t, "send a number such as 1.5, or \"NaN\", \"Infinity\" or \"-Infinity\".");
            }
            if (Double.isInfinite(value) && NumberText.special(t.trimmed()) == null) {
                throw tooLarge(t);
            }
            cells.setDouble(c, value);
        }

        private @Nullable Double parse(Token t) {
            if (!single) {
                return NumberText.parseDouble(t.bytes, t.from, t.to, t);
            }
            String text = t.trimmed();
            Double special = NumberText.special(text);
            if (special != null || !NumberText.isNumeric(text)) {
                return special;
            }
            try {
                return (double) Float.parseFloat(text);
            } catch (NumberFormatException e) {
                return null;
            }
        }
    }

    private static final class DecimalsReader extends ValueReader {
        private static final long[] TENS = new long[19];

        static {
            TENS[0] = 1;
            for (int i = 1; i < TENS.length; i++) {
                TENS[i] = TENS[i - 1] * 10;
            }
        }

        private final Type.Decimal decimal;

        DecimalsReader(String field, Type.Decimal type) {
            super(field, type);
            this.decimal = type;
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            if (!numeric(t)) {
                throw bad(t, "send a number such as 12.50.");
            }
            if (!decimal.isLong() || !fast(t, cells, c)) {
                slow(t, cells, c);
            }
        }

        /** Up to 18 digits with at most the type's scale behind the point, without an exponent. */
        private boolean fast(Token t, RowCells cells, int c) {
            byte[] b = t.bytes;
            int i = t.from < t.to && b[t.from] == '-' ? t.from + 1 : t.from;
            long n = 0;
            int digits = 0;
            int point = -1;
            for (; i < t.to; i++) {
                if (b[i] >= '0' && b[i] <= '9' && digits < 18) {
                    n = n * 10 + (b[i] - '0');
                    digits++;
                } else if (b[i] == '.' && point < 0) {
                    point = digits;
                } else {
                    return false;
                }
            }
            int shift = decimal.scale() - (point < 0 ? 0 : digits - point);
            if (digits == 0
                    || shift < 0
                    || n >= TENS[decimal.precision() - shift < 0 ? 0 : decimal.precision() - shift]) {
                return false;
            }
            long unscaled = n * TENS[shift];
            cells.setLong(c, b[t.from] == '-' ? -unscaled : unscaled);
            return true;
        }

        private void slow(Token t, RowCells cells, int c) {
            BigDecimal number = NumberText.decimal(t.trimmed());
            if (number == null) {
                throw bad(t, "send a number such as 12.50.");
            }
            BigDecimal fitted = NumberText.fit(number, decimal.precision(), decimal.scale());
            if (fitted == null) {
                throw tooLarge(t);
            }
            if (decimal.isLong()) {
                cells.setLong(c, fitted.unscaledValue().longValueExact());
            } else {
                cells.setDecimal(
                        c,
                        fitted.unscaledValue().shiftRight(64).longValue(),
                        fitted.unscaledValue().longValue());
            }
        }
    }

    private static final class Texts extends ValueReader {
        private final Type.Text text;

        Texts(String field, Type.Text type) {
            super(field, type);
            this.text = type;
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            if (t.kind != Token.Kind.TEXT) {
                throw bad(t, "send it as a string in quotes.");
            }
            if (text.length() == 0) {
                cells.setSpan(c, t.bytes, t.from, t.length());
            } else {
                limited(t, cells, c);
            }
        }

        private void limited(Token t, RowCells cells, int c) {
            String value = t.text();
            int count = value.codePointCount(0, value.length());
            if (count > text.length()) {
                int cut = value.offsetByCodePoints(0, text.length());
                if (!value.substring(cut).chars().allMatch(ch -> ch == ' ')) {
                    throw bad(t, "send at most " + text.length() + " characters or widen the column.");
                }
                value = value.substring(0, cut);
            } else if (text.padded()) {
                value = value + " ".repeat(text.length() - count);
            }
            byte[] bytes = value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            cells.setSpan(c, bytes, 0, bytes.length);
        }
    }

    private static final class Binary extends ValueReader {
        Binary(String field, Type type) {
            super(field, type);
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            if (t.kind != Token.Kind.TEXT) {
                throw bad(t, "send the bytes as a base64 string.");
            }
            String text = t.text();
            try {
                byte[] bytes = text.startsWith("\\x")
                        ? HexFormat.of().parseHex(text, 2, text.length())
                        : Base64.getDecoder().decode(text);
                cells.setSpan(c, bytes, 0, bytes.length);
            } catch (IllegalArgumentException e) {
                throw bad(t, "send the bytes as a base64 string.");
            }
        }
    }

    private static final class Temporals extends ValueReader {
        private final TemporalText parser = new TemporalText();
        private final Type temporal;

        Temporals(String field, Type type) {
            super(field, type);
            this.temporal = type;
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            long value = t.kind == Token.Kind.TEXT ? parse(t) : TemporalText.BAD;
            if (value == TemporalText.BAD) {
                throw bad(t, "send it as a string in ISO 8601 such as " + example() + ".");
            }
            cells.setLong(c, value);
        }

        private long parse(Token t) {
            return switch (temporal) {
                case Type.Date _ -> parser.date(t.bytes, t.from, t.to);
                case Type.Time _ -> parser.time(t.bytes, t.from, t.to);
                default -> parser.timestamp(t.bytes, t.from, t.to);
            };
        }

        private String example() {
            return switch (temporal) {
                case Type.Date _ -> "2026-01-31";
                case Type.Time _ -> "12:00:00";
                default -> "2026-01-31T12:00:00Z";
            };
        }
    }

    private static final class Intervals extends ValueReader {
        private final boolean months;

        Intervals(String field, Type type, boolean months) {
            super(field, type);
            this.months = months;
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            Long value = t.kind == Token.Kind.TEXT ? IntervalText.parse(t.trimmed(), months) : null;
            if (value == null) {
                throw bad(t, "send a string such as " + (months ? "P1Y2M." : "P1DT2H30M."));
            }
            cells.setLong(c, value);
        }
    }

    private static final class Uuids extends ValueReader {
        Uuids(String field, Type type) {
            super(field, type);
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            String text = t.kind == Token.Kind.TEXT ? t.trimmed() : "";
            if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
                throw bad(t, "send it as 8-4-4-4-12 hexadecimal digits.");
            }
            byte[] bytes = Values.uuidBytes(UUID.fromString(text));
            cells.setSpan(c, bytes, 0, bytes.length);
        }
    }

    private static final class Nested extends ValueReader {
        private final NestedValues values;
        private final Type nested;

        Nested(String field, Type type, boolean textIsJson) {
            super(field, type);
            this.nested = type;
            this.values = new NestedValues(field, textIsJson);
        }

        @Override
        void read(Token t, RowCells cells, int c) {
            if (nested instanceof Type.Variant) {
                byte[] json = values.canonical(t);
                cells.setSpan(c, json, 0, json.length);
            } else {
                cells.setBoxed(c, values.boxed(t, nested));
            }
        }
    }
}
