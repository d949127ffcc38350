package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.Decimals;
import org.jspecify.annotations.Nullable;

/** A kind of parameter: what it takes, as which type, and how far-fetched that is. */
enum Param {
    TEXT,
    BOOL,
    /** An integer of at most 16 bits. */
    SMALLINT,
    INT,
    BIGINT,
    DECIMAL,
    /** A numeric; integers only where nothing else fits better. */
    EXACT,
    REAL,
    DOUBLE,
    BYTES,
    DATE,
    TIMESTAMP,
    TIMESTAMPTZ,
    TIME,
    INTERVAL,
    VARIANT,
    ARRAY,
    /** An array of texts. */
    TEXTS,
    ANY;

    private static final int UNKNOWN_COST = 5;
    private static final int NARROWING_COST = 50;

    record Fit(Type type, int cost) {}

    @Nullable
    Fit fit(Arg arg) {
        Type type = arg.type();
        if (arg.unknown() && this != ANY && this != ARRAY && this != TEXT) {
            return new Fit(unknownAs(), UNKNOWN_COST);
        }
        return switch (this) {
            case TEXT -> type instanceof Type.Text ? new Fit(Type.TEXT, 0) : null;
            case BOOL -> exactly(type, Type.BOOLEAN);
            case SMALLINT -> type instanceof Type.Int(int bits) && bits <= 16 ? new Fit(Type.SMALLINT, 0) : null;
            case INT ->
                type instanceof Type.Int(int bits)
                        ? new Fit(Type.INTEGER, bits < 32 ? 1 : bits == 32 ? 0 : NARROWING_COST)
                        : null;
            case BIGINT -> type instanceof Type.Int(int bits) ? new Fit(Type.BIGINT, bits == 64 ? 0 : 2) : null;
            case DECIMAL -> decimal(type);
            case EXACT -> exact(type);
            case TEXTS -> type instanceof Type.Array(var e) && e.type() instanceof Type.Text ? new Fit(type, 0) : null;
            case REAL -> type instanceof Type.Real ? new Fit(Type.REAL, 0) : null;
            case DOUBLE -> isNumber(type) ? new Fit(Type.DOUBLE, type instanceof Type.Double ? 0 : 4) : null;
            case BYTES -> exactly(type, Type.BYTES);
            case DATE -> exactly(type, Type.DATE);
            case TIMESTAMP -> type instanceof Type.Date ? new Fit(Type.TIMESTAMP, 2) : exactly(type, Type.TIMESTAMP);
            case TIMESTAMPTZ ->
                type instanceof Type.Date || type.equals(Type.TIMESTAMP)
                        ? new Fit(Type.TIMESTAMPTZ, type instanceof Type.Date ? 1 : 3)
                        : exactly(type, Type.TIMESTAMPTZ);
            case TIME -> exactly(type, Type.TIME);
            case INTERVAL -> type instanceof Type.Interval ? new Fit(type, 0) : null;
            case VARIANT -> exactly(type, Type.VARIANT);
            case ARRAY -> type instanceof Type.Array ? new Fit(type, 0) : null;
            case ANY -> new Fit(type, 10);
        };
    }

    private Type unknownAs() {
        return switch (this) {
            case BOOL -> Type.BOOLEAN;
            case INT -> Type.INTEGER;
            case BIGINT -> Type.BIGINT;
            case DECIMAL, EXACT -> new Type.Decimal(38, 10);
            case SMALLINT -> Type.SMALLINT;
            case TEXTS -> new Type.Array(Type.TEXT.nullable());
            case REAL -> Type.REAL;
            case DOUBLE -> Type.DOUBLE;
            case BYTES -> Type.BYTES;
            case DATE -> Type.DATE;
            case TIMESTAMP -> Type.TIMESTAMP;
            case TIMESTAMPTZ -> Type.TIMESTAMPTZ;
            case TIME -> Type.TIME;
            case INTERVAL -> Type.MICROS;
            case VARIANT -> Type.VARIANT;
            default -> Type.TEXT;
        };
    }

    private static @Nullable Fit exactly(Type found, Type wanted) {
        return found.equals(wanted) ? new Fit(wanted, 0) : null;
    }

    private static @Nullable Fit exact(Type type) {
        Fit fit = decimal(type);
        return fit == null ? null : new Fit(fit.type(), type instanceof Type.Int ? 5 : 0);
    }

    private static @Nullable Fit decimal(Type type) {
        return type instanceof Type.Decimal d
                ? new Fit(d, 0)
                : type instanceof Type.Int ? new Fit(Decimals.of(type), 3) : null;
    }

    static boolean isNumber(Type type) {
        return type instanceof Type.Int
                || type instanceof Type.Decimal
                || type instanceof Type.Real
                || type instanceof Type.Double;
    }
}
