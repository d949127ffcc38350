package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.Decimals;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types of {@code + - * / %} and the sign. */
final class Arithmetic {
    private Arithmetic() {}

    static @Nullable Resolved plus(List<Arg> args) {
        Resolved number = numbers(args, Decimals::sum);
        if (number != null) {
            return number;
        }
        Type a = known(args, 0);
        Type b = known(args, 1);
        if (a instanceof Type.Interval && !(b instanceof Type.Interval)) {
            Resolved turned = moment(b, a);
            return turned == null ? null : new Resolved(turned.parameters().reversed(), turned.result());
        }
        if (a instanceof Type.Int && b instanceof Type.Date) {
            return new Resolved(List.of(Type.INTEGER, b), Type.DATE);
        }
        if (a instanceof Type.Date && b instanceof Type.Time || a instanceof Type.Time && b instanceof Type.Date) {
            return new Resolved(List.of(a, b), Type.TIMESTAMP);
        }
        return moment(a, b);
    }

    static @Nullable Resolved minus(List<Arg> args) {
        if (args.get(0).type() instanceof Type.Variant) {
            return JsonSignatures.minus(args);
        }
        Resolved number = numbers(args, Decimals::sum);
        if (number != null) {
            return number;
        }
        Type a = known(args, 0);
        Type b = known(args, 1);
        if (a instanceof Type.Date && b instanceof Type.Date) {
            return new Resolved(List.of(a, b), Type.INTEGER);
        }
        if (a instanceof Type.Time && b instanceof Type.Time) {
            return new Resolved(List.of(a, b), Type.MICROS);
        }
        if (isMoment(a) && isMoment(b)) {
            Type common = CommonType.of(a, b);
            return common == null ? null : new Resolved(List.of(common, common), Type.MICROS);
        }
        return moment(a, b);
    }

    /** A date, timestamp or interval with an interval or days behind it. */
    private static @Nullable Resolved moment(Type a, Type b) {
        if (a instanceof Type.Date && b instanceof Type.Int) {
            return new Resolved(List.of(a, Type.INTEGER), Type.DATE);
        }
        if (a instanceof Type.Interval && a.equals(b)) {
            return new Resolved(List.of(a, b), a);
        }
        if (b instanceof Type.Interval && a instanceof Type.Date) {
            return new Resolved(List.of(a, b), Type.TIMESTAMP);
        }
        if (b.equals(Type.MICROS) && a instanceof Type.Time) {
            return new Resolved(List.of(a, b), a);
        }
        if (b instanceof Type.Interval && a instanceof Type.Timestamp) {
            return new Resolved(List.of(a, b), a);
        }
        return null;
    }

    private static boolean isMoment(Type type) {
        return type instanceof Type.Date || type instanceof Type.Timestamp;
    }

    static @Nullable Resolved times(List<Arg> args) {
        Type a = known(args, 0);
        Type b = known(args, 1);
        if (a instanceof Type.Interval && Param.isNumber(b)) {
            return new Resolved(List.of(a, b instanceof Type.Int ? Type.BIGINT : Type.DOUBLE), a);
        }
        if (b instanceof Type.Interval && Param.isNumber(a)) {
            return new Resolved(List.of(a instanceof Type.Int ? Type.BIGINT : Type.DOUBLE, b), b);
        }
        return numbers(args, Decimals::product);
    }

    static @Nullable Resolved divide(List<Arg> args) {
        Type a = args.get(0).type();
        if (a instanceof Type.Interval && Param.isNumber(args.get(1).type())) {
            return new Resolved(List.of(a, Type.DOUBLE), a);
        }
        return numbers(args, Decimals::quotient);
    }

    static @Nullable Resolved modulo(List<Arg> args) {
        Resolved found = numbers(args, Decimals::common);
        return found == null || CommonType.isFloat(found.result()) ? null : found;
    }

    static @Nullable Resolved negate(List<Arg> args) {
        Type a = args.get(0).unknown() ? Type.DOUBLE : args.get(0).type();
        return Param.isNumber(a) || a instanceof Type.Interval ? new Resolved(List.of(a), a) : null;
    }

    /** The type of an argument; an unknown one takes its neighbour's. */
    private static Type known(List<Arg> args, int i) {
        return args.get(i).unknown() && !args.get(1 - i).unknown()
                ? args.get(1 - i).type()
                : args.get(i).type();
    }

    private interface OnDecimals {
        Type.Decimal of(Type.Decimal a, Type.Decimal b);
    }

    private static @Nullable Resolved numbers(List<Arg> args, OnDecimals decimals) {
        Type a = known(args, 0);
        Type b = known(args, 1);
        if (!Param.isNumber(a) || !Param.isNumber(b)) {
            return null;
        }
        if (a instanceof Type.Int(int x) && b instanceof Type.Int(int y)) {
            Type result = new Type.Int(Math.max(x, y));
            return new Resolved(List.of(result, result), result);
        }
        if (CommonType.isFloat(a) || CommonType.isFloat(b)) {
            Type result = a instanceof Type.Real && b instanceof Type.Real ? Type.REAL : Type.DOUBLE;
            return new Resolved(List.of(result, result), result);
        }
        Type.Decimal x = Decimals.of(a);
        Type.Decimal y = Decimals.of(b);
        return new Resolved(List.of(x, y), decimals.of(x, y));
    }
}
