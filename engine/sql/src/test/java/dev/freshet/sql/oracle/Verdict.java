package dev.freshet.sql.oracle;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.testkit.oracle.OracleCase;
import dev.freshet.testkit.oracle.TableDef;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of one case.
 *
 * @param problem null when both agree
 * @param invalid PostgreSQL itself refuses the case
 * @param compared answers that were compared
 * @param failing answers that PostgreSQL could not compute
 */
record Verdict(@Nullable String problem, boolean invalid, int compared, int failing) {
    static Verdict of(OracleCase c, Postgres postgres) {
        return of(c, c.views(), postgres);
    }

    /** {@code theirs} are the same views in PostgreSQL's words. */
    static Verdict of(OracleCase c, Map<String, String> theirs, Postgres postgres) {
        try {
            postgres.define(c.tables(), theirs);
        } catch (SQLException e) {
            return new Verdict(null, true, 0, 0);
        }
        try {
            return run(c, postgres);
        } catch (SQLException | RuntimeException e) {
            return new Verdict(e + at(e), false, 0, 0);
        }
    }

    private static String at(Exception e) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(12, e.getStackTrace().length); i++) {
            out.append("\n    at ").append(e.getStackTrace()[i]);
        }
        return out.toString();
    }

    private static Verdict run(OracleCase c, Postgres postgres) throws SQLException {
        Maintained maintained = new Maintained(c);
        int compared = 0;
        int failing = 0;
        for (String view : c.views().keySet()) {
            String shape = shape(maintained.schema(view), postgres.columns(view));
            if (shape != null) {
                return new Verdict(view + ": " + shape, false, compared, failing);
            }
        }
        List<Map<String, List<List<@Nullable Object>>>> states = c.states();
        for (int epoch = 0; epoch < states.size(); epoch++) {
            maintained.epoch(c.epochs().get(epoch));
            boolean failed = false;
            for (TableDef t : c.tables()) {
                postgres.fill(t, Objects.requireNonNull(states.get(epoch).get(t.name())));
            }
            for (String view : c.views().keySet()) {
                Answer expected = postgres.answer(view);
                failed |= expected == null;
                if (expected != null) {
                    String difference = maintained.answer(view).difference(expected);
                    compared++;
                    if (difference != null) {
                        String rejects =
                                maintained.rejected() > 0 ? " (rows rejected: " + maintained.rejected() + ")" : "";
                        return new Verdict(
                                view + " in epoch " + epoch + rejects + ":\n" + difference, false, compared, failing);
                    }
                }
            }
            failing += failed ? 1 : 0;
        }
        return new Verdict(null, false, compared, failing);
    }

    private static @Nullable String shape(Schema ours, List<Postgres.Column> theirs) {
        for (int i = 0; i < ours.size(); i++) {
            Field f = ours.field(i);
            Postgres.Column p = theirs.get(i);
            if (!f.name().equals(p.name()) || !sameType(typeName(f.type().type()), p.type())) {
                return "column " + i + " is " + f + ", PostgreSQL has " + p;
            }
        }
        return ours.size() == theirs.size() ? null : "columns: " + ours.size() + " and " + theirs.size();
    }

    /** VARCHAR and text are one here. */
    private static boolean sameType(String ours, String theirs) {
        return ours.replace("varchar", "text")
                .equals(theirs.replace("varchar", "text").replace("jsonb", "json"));
    }

    static String typeName(Type type) {
        return switch (type) {
            case Type.Bool _ -> "bool";
            case Type.Int(int bits) -> bits == 64 ? "int8" : bits == 32 ? "int4" : "int2";
            case Type.Real _ -> "float4";
            case Type.Double _ -> "float8";
            case Type.Decimal _ -> "numeric";
            case Type.Text t -> t.padded() ? "bpchar" : t.length() > 0 ? "varchar" : "text";
            case Type.Date _ -> "date";
            case Type.Time _ -> "time";
            case Type.Timestamp t -> t.zoned() ? "timestamptz" : "timestamp";
            case Type.Interval _ -> "interval";
            case Type.Bytes _ -> "bytea";
            case Type.Uuid _ -> "uuid";
            case Type.Variant _ -> "json";
            case Type.Array a -> "_" + typeName(a.element().type());
            default -> type.sql();
        };
    }
}
