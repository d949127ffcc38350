package dev.freshet.sql.query;

import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Schema;
import dev.freshet.sql.type.FreshetTypeFactory;
import dev.freshet.sql.type.RelTypes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** The tables and views that a query may read, each with the plan node that stands for it. */
public final class Catalog {
    private final FreshetTypeFactory types = new FreshetTypeFactory();
    private final CalciteSchema root = CalciteSchema.createRootSchema(false, false);
    private final Map<String, PlanNode> nodes = new LinkedHashMap<>();
    private final Map<String, UserFunction> functions = new LinkedHashMap<>();
    private final Map<String, Schema> schemas = new HashMap<>();

    private static final class Relation extends AbstractTable {
        private final Schema schema;

        Relation(Schema schema) {
            this.schema = schema;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            return RelTypes.row((FreshetTypeFactory) factory, schema.fields());
        }

        @Override
        public Statistic getStatistic() {
            return schema.key().isEmpty()
                    ? Statistics.UNKNOWN
                    : Statistics.of(1000d, List.of(ImmutableBitSet.of(schema.key())));
        }
    }

    /** Adds a table or view; {@code node} gives its rows with the columns of {@code schema}. */
    public void add(String name, Schema schema, PlanNode node) {
        root.add(name, new Relation(schema));
        nodes.put(name, node);
        schemas.put(name, schema);
    }

    /** As {@link #add}, in place of what had the name. */
    public void replace(String name, Schema schema, PlanNode node) {
        remove(name);
        add(name, schema, node);
    }

    /** The same tables and views, to which more can be added without showing here. */
    Catalog copy() {
        Catalog out = new Catalog();
        nodes.forEach((name, node) -> out.add(name, Objects.requireNonNull(schemas.get(name)), node));
        return out;
    }

    /** Forgets a table or view. */
    public void remove(String name) {
        root.removeTable(name);
        nodes.remove(name);
        schemas.remove(name);
    }

    /** A function that SQL defined; it takes the place of one of the same name. */
    public void add(UserFunction function) {
        functions.put(function.name(), function);
    }

    /** An empty catalog with this one's functions. */
    public Catalog withFunctionsOnly() {
        Catalog out = new Catalog();
        out.functions.putAll(functions);
        return out;
    }

    Map<String, UserFunction> functions() {
        return functions;
    }

    public @Nullable PlanNode node(String name) {
        return nodes.get(name);
    }

    public Set<String> names() {
        return nodes.keySet();
    }

    FreshetTypeFactory types() {
        return types;
    }

    CalciteCatalogReader reader() {
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
        return new CalciteCatalogReader(root, List.of(), types, new CalciteConnectionConfigImpl(properties));
    }
}
