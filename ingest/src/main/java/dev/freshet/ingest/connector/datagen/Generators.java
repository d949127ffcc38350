package dev.freshet.ingest.connector.datagen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.format.DecodeOptions;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.ingest.format.Format;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes a column's generator from its description in the document. */
final class Generators {
    private static final int MAX_RANKS = 10_000_000;

    private final Field field;
    private final Type type;
    private final JsonNode spec;
    private final Randomness random;

    private Generators(Field field, JsonNode spec, Randomness random) {
        this.field = field;
        this.type = field.type().type();
        this.spec = spec;
        this.random = random;
    }

    static Generator of(Field field, JsonNode spec, Randomness random) {
        return new Generators(field, spec, random).make();
    }

    private Generator make() {
        return switch (spec.path("kind").asText()) {
            case "sequence" -> sequence();
            case "uniform" -> uniform();
            case "zipf" -> zipf();
            case "choice" -> choice();
            case "timestamp" -> timestamp();
            case "text" -> text();
            default -> throw wrong("has no known kind; use sequence, uniform, zipf, choice, timestamp or text");
        };
    }

    private ConnectorException wrong(String why) {
        return new ConnectorException("column " + field.name() + " " + why);
    }

    private Generator sequence() {
        BigDecimal start = decimal("start", 0);
        BigDecimal step = decimal("step", 1);
        if (isWhole(start) && isWhole(step) && type instanceof Type.Int) {
            long s = start.longValueExact();
            long d = step.longValueExact();
            return (row, to) -> to.appendLong(s + row * d);
        }
        return (row, to) -> append(start.add(step.multiply(BigDecimal.valueOf(row))), to);
    }

    private static boolean isWhole(BigDecimal d) {
        return d.stripTrailingZeros().scale() <= 0;
    }

    private BigDecimal decimal(String name, long otherwise) {
        JsonNode value = spec.path(name);
        try {
            return value.isMissingNode() ? BigDecimal.valueOf(otherwise) : new BigDecimal(value.asText());
        } catch (NumberFormatException e) {
            throw wrong("needs a number as " + name + ", not " + value);
        }
    }

    private Generator uniform() {
        if (type instanceof Type.Double || type instanceof Type.Real) {
            double min = decimal("min", 0).doubleValue();
            double range = decimal("max", 1).doubleValue() - min;
            boolean single = type instanceof Type.Real;
            return (row, to) -> {
                double value = min + random.unit(row, 0) * range;
                to.appendDouble(single ? (float) value : value);
            };
        }
        if (type instanceof Type.Text) {
            long min = decimal("min", 0).longValue();
            long max = decimal("max", 100).longValue();
            return (row, to) -> text(Long.toString(random.between(min, max, row)), to);
        }
        if (!(read(spec.path("min")) instanceof LongColumn min)
                || !(read(spec.path("max")) instanceof LongColumn max)) {
            throw wrong("cannot be uniform; use a number, date or time with min and max");
        }
        if (min.isNull(0) || max.isNull(0) || min.get(0) > max.get(0)) {
            throw wrong("needs min and max, min not above max");
        }
        return (row, to) -> to.appendLong(random.between(min.get(0), max.get(0), row));
    }

    /** Rank k has probability proportional to k to the power of −exponent. */
    private Generator zipf() {
        int n = spec.path("n").asInt(1000);
        double exponent = spec.path("exponent").asDouble(1);
        if (n < 1 || n > MAX_RANKS) {
            throw wrong("needs n from 1 to " + MAX_RANKS);
        }
        double[] cumulative = new double[n];
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += Math.pow(k + 1, -exponent);
            cumulative[k] = sum;
        }
        return (row, to) -> append(BigDecimal.valueOf(pick(cumulative, row) + 1L), to);
    }

    private int pick(double[] cumulative, long row) {
        double at = random.unit(row, 0) * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, at);
        return Math.min(found < 0 ? -found - 1 : found + 1, cumulative.length - 1);
    }

    private Generator choice() {
        JsonNode values = spec.path("values");
        JsonNode weights = spec.path("weights");
        if (values.isEmpty() || (!weights.isMissingNode() && weights.size() != values.size())) {
            throw wrong("needs values, and as many weights if any");
        }
        Column column = read(values);
        double[] cumulative = new double[values.size()];
        double sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            sum += weights.isMissingNode() ? 1 : weights.get(i).asDouble();
            cumulative[i] = sum;
        }
        return (row, to) -> to.append(column, pick(cumulative, row));
    }

    private Generator timestamp() {
        JsonNode start =
                spec.has("start") ? spec.get("start") : JsonNodeFactory.instance.textNode("2026-01-01T00:00:00Z");
        if (!(type instanceof Type.Timestamp) || !(read(start) instanceof LongColumn first)) {
            throw wrong("is no TIMESTAMP");
        }
        double step = spec.path("step_ms").asDouble(1000) * 1000;
        double jitter = spec.path("jitter_ms").asDouble(0) * 1000;
        return (row, to) ->
                to.appendLong(first.get(0) + Math.round(row * step) + (long) (jitter * random.unit(row, 0)));
    }

    private Generator text() {
        int words = spec.path("words").asInt(5);
        if (!(type instanceof Type.Text)) {
            throw wrong("is no VARCHAR");
        }
        return (row, to) -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < words; i++) {
                text.append(i == 0 ? "" : " ").append(Words.at(random.bits(row, i)));
            }
            text(text.toString(), to);
        };
    }

    private void append(BigDecimal value, ColumnBuilder to) {
        switch (type) {
            case Type.Int _ -> to.appendLong(value.longValue());
            case Type.Double _ -> to.appendDouble(value.doubleValue());
            case Type.Real _ -> to.appendDouble(value.floatValue());
            case Type.Decimal d -> {
                BigInteger unscaled = value.setScale(d.scale(), java.math.RoundingMode.HALF_UP)
                        .unscaledValue();
                to.appendUnscaled(unscaled);
            }
            case Type.Text _ -> text(value.toPlainString(), to);
            default -> throw wrong("is no number or VARCHAR");
        }
    }

    private static void text(String value, ColumnBuilder to) {
        to.appendBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** One value, or all of an array, read as input of the column's type would be. */
    private Column read(JsonNode values) {
        Schema one = Schema.of(new Field("value", type.nullable()));
        DecodedRows rows = new DecodedRows("datagen", one);
        Iterable<JsonNode> all = values.isArray() ? values : java.util.List.of(values);
        for (JsonNode v : all) {
            String json = v.isMissingNode() ? "{}" : "{\"value\":" + v + "}";
            Format.JSON.decoder(one, DecodeOptions.MESSAGE).decodeAll(json.getBytes(StandardCharsets.UTF_8), rows);
        }
        if (rows.rejectedCount() > 0) {
            throw wrong("has a value that does not fit: "
                    + rows.takeRejected().getFirst().detail());
        }
        return rows.takeRows("").rows().column(0);
    }
}
