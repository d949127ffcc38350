package dev.freshet.shell.sql;

import dev.freshet.core.expr.Casting;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.parse.ShellStatement.Cell;
import dev.freshet.sql.parse.Token;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expression that is a plain constant, read without the compiler: most of what INSERT statements hold.
 *
 * @param type null for a text literal, whose type is what the column wants
 */
record Constant(@Nullable Object value, @Nullable Type type) {
    private static final Map<String, Type> PREFIXES =
            Map.of("DATE", Type.DATE, "TIMESTAMP", Type.TIMESTAMP, "TIME", Type.TIME, "UUID", Type.UUID);
    private static final Constant NULL = new Constant(null, null);

    /** Null when the expression is something else. */
    static @Nullable Constant of(Cell cell) {
        List<Token> tokens = cell.tokens();
        Token first = tokens.getFirst();
        if (tokens.size() == 1) {
            return switch (first.kind()) {
                case NUMBER -> number(first.text(), false);
                case STRING -> text(first);
                case WORD -> word(first);
                default -> null;
            };
        }
        if (tokens.size() != 2) {
            return null;
        }
        Token second = tokens.get(1);
        if (second.kind() == Token.Kind.NUMBER && (first.isSymbol("-") || first.isSymbol("+"))) {
            return number(second.text(), first.isSymbol("-"));
        }
        Type prefix =
                first.kind() == Token.Kind.WORD ? PREFIXES.get(first.text().toUpperCase(Locale.ROOT)) : null;
        Constant text = second.kind() == Token.Kind.STRING ? text(second) : null;
        return prefix == null || text == null
                ? null
                : new Constant(Casting.cast(text.value(), Type.TEXT, prefix), prefix);
    }

    private static @Nullable Constant word(Token token) {
        return switch (token.text().toUpperCase(Locale.ROOT)) {
            case "NULL", "DEFAULT" -> NULL;
            case "TRUE" -> new Constant(true, Type.BOOLEAN);
            case "FALSE" -> new Constant(false, Type.BOOLEAN);
            default -> null;
        };
    }

    /** Escape strings are the compiler's. */
    private static @Nullable Constant text(Token token) {
        String written = token.text();
        return written.charAt(0) == '\''
                ? new Constant(written.substring(1, written.length() - 1).replace("''", "'"), null)
                : null;
    }

    private static @Nullable Constant number(String digits, boolean minus) {
        try {
            BigDecimal value = minus ? new BigDecimal(digits).negate() : new BigDecimal(digits);
            boolean whole = digits.chars().allMatch(Character::isDigit)
                    && value.unscaledValue().bitLength() < 64;
            return whole
                    ? new Constant(value.longValueExact(), Type.BIGINT)
                    : new Constant(value, new Type.Decimal(38, Math.clamp(value.scale(), 0, 38)));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
