package dev.freshet.sql.function;

import static dev.freshet.sql.function.FunctionTable.alias;
import static dev.freshet.sql.function.FunctionTable.any;
import static dev.freshet.sql.function.FunctionTable.as;
import static dev.freshet.sql.function.FunctionTable.of;
import static dev.freshet.sql.function.FunctionTable.strict;
import static dev.freshet.sql.function.Param.BIGINT;
import static dev.freshet.sql.function.Param.DATE;
import static dev.freshet.sql.function.Param.DOUBLE;
import static dev.freshet.sql.function.Param.INT;
import static dev.freshet.sql.function.Param.INTERVAL;
import static dev.freshet.sql.function.Param.TEXT;
import static dev.freshet.sql.function.Param.TIME;
import static dev.freshet.sql.function.Param.TIMESTAMP;
import static dev.freshet.sql.function.Param.TIMESTAMPTZ;

import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dates, times, intervals. */
final class TimeSignatures {
    /** Parts of a date that have a function of their own name. */
    public static final List<String> PARTS = List.of(
            "year", "quarter", "month", "week", "hour", "minute", "second", "dayofmonth", "dayofweek", "dayofyear");

    private TimeSignatures() {}

    static void add() {
        strict(
                "date_trunc",
                of(Type.TIMESTAMP, TEXT, TIMESTAMP),
                of(Type.TIMESTAMPTZ, TEXT, TIMESTAMPTZ),
                new FunctionTable.Fixed(types -> types.get(1), List.of(TEXT, INTERVAL)));
        strict(
                "date_part",
                of(Type.DOUBLE, TEXT, DATE),
                of(Type.DOUBLE, TEXT, TIMESTAMP),
                of(Type.DOUBLE, TEXT, TIMESTAMPTZ),
                of(Type.DOUBLE, TEXT, TIME),
                of(Type.DOUBLE, TEXT, INTERVAL));
        strict(
                "date_bin",
                of(Type.TIMESTAMP, INTERVAL, TIMESTAMP, TIMESTAMP),
                of(Type.TIMESTAMPTZ, INTERVAL, TIMESTAMPTZ, TIMESTAMPTZ));
        strict("now", of(Type.TIMESTAMPTZ));
        strict(
                "hop_starts",
                of(new Type.Array(Type.TIMESTAMP.notNull()), TIMESTAMP, INTERVAL, INTERVAL),
                of(new Type.Array(Type.TIMESTAMPTZ.notNull()), TIMESTAMPTZ, INTERVAL, INTERVAL));
        making();
        byUnit();
        zones();
    }

    private static void making() {
        FunctionTable.add(
                "to_timestamp",
                "to_timestamp",
                Nulls.STRICT,
                any(of(Type.TIMESTAMPTZ, DOUBLE), as("to_timestamp_text", Type.TIMESTAMPTZ, TEXT, TEXT)));
        strict("to_date", of(Type.DATE, TEXT, TEXT));
        strict("make_date", of(Type.DATE, INT, INT, INT));
        strict("make_time", of(Type.TIME, INT, INT, DOUBLE));
        strict("make_timestamp", of(Type.TIMESTAMP, INT, INT, INT, INT, INT, DOUBLE));
        strict("last_day", of(Type.DATE, DATE), of(Type.DATE, TIMESTAMP));
        for (String f : List.of("unix_timestamp", "unix_millis", "unix_micros")) {
            strict(f, of(Type.BIGINT, TIMESTAMP), of(Type.BIGINT, TIMESTAMPTZ));
        }
        strict("isfinite", of(Type.BOOLEAN, DATE), of(Type.BOOLEAN, TIMESTAMP), of(Type.BOOLEAN, TIMESTAMPTZ));
        FunctionTable.add("justify_hours", "justify_hours", Nulls.STRICT, FunctionTable.same(INTERVAL));
    }

    private static void byUnit() {
        strict(
                "timestampdiff",
                of(Type.INTEGER, TEXT, TIMESTAMP, TIMESTAMP),
                of(Type.INTEGER, TEXT, TIMESTAMPTZ, TIMESTAMPTZ),
                of(Type.INTEGER, TEXT, TIME, TIME));
        strict(
                "timestampadd",
                new FunctionTable.Fixed(types -> types.get(2), List.of(TEXT, BIGINT, DATE)),
                of(Type.TIMESTAMP, TEXT, BIGINT, TIMESTAMP),
                of(Type.TIMESTAMPTZ, TEXT, BIGINT, TIMESTAMPTZ),
                of(Type.TIME, TEXT, BIGINT, TIME));
        FunctionTable.add("overlaps", "overlaps", Nulls.POSSIBLE, TimeSignatures::overlaps);
    }

    private static void zones() {
        strict("timezone", of(Type.TIMESTAMPTZ, TEXT, TIMESTAMP), of(Type.TIMESTAMP, TEXT, TIMESTAMPTZ));
        alias("op_at_zone", "timezone");
    }

    /** Two pieces of time, each from a start to an end or a length. */
    private static @Nullable Resolved overlaps(List<Arg> args) {
        if (args.size() != 4) {
            return null;
        }
        List<Type> types = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Type type = args.get(i).type();
            boolean fits = type instanceof Type.Date
                    || type instanceof Type.Timestamp
                    || type instanceof Type.Time
                    || type instanceof Type.Interval && i % 2 == 1
                    || args.get(i).unknown();
            if (!fits) {
                return null;
            }
            types.add(args.get(i).unknown() ? Type.TIMESTAMP : type);
        }
        return new Resolved(types, Type.BOOLEAN);
    }

    /** EXTRACT gives a numeric; its scale depends on the unit. */
    static @Nullable Resolved extract(List<Arg> args) {
        Type of = args.size() == 2 ? args.get(1).type() : Type.BOOLEAN;
        boolean fits = of instanceof Type.Date
                || of instanceof Type.Timestamp
                || of instanceof Type.Time
                || of instanceof Type.Interval;
        if (!fits || !(args.get(0).constant() instanceof String unit)) {
            return null;
        }
        Type result = switch (unit) {
            case "second" -> new Type.Decimal(8, 6);
            case "millisecond", "milliseconds" -> new Type.Decimal(8, 3);
            case "epoch" -> of instanceof Type.Date ? new Type.Decimal(18, 0) : new Type.Decimal(24, 6);
            case "julian" -> of instanceof Type.Date ? new Type.Decimal(18, 0) : new Type.Decimal(38, 20);
            default -> new Type.Decimal(18, 0);
        };
        return new Resolved(List.of(Type.TEXT, of), result);
    }
}
