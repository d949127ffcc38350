package dev.freshet.sql.query;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.FreshetTypeFactory;
import dev.freshet.sql.type.RelTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlTableFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** The table functions. */
final class TableFunctions {
    private static final Fixed CHUNK = new Fixed(
            "chunk",
            List.of(
                    new Field("ordinal", Type.INTEGER.notNull()),
                    new Field("text", Type.TEXT.notNull()),
                    new Field("heading", Type.TEXT.nullable()),
                    new Field("start_offset", Type.INTEGER.notNull()),
                    new Field("end_offset", Type.INTEGER.notNull()),
                    new Field("tokens", Type.INTEGER.notNull())),
            List.of(Type.VARIANT, Type.INTEGER, Type.INTEGER));
    private static final Map<String, Fixed> ALL = Map.of("chunk", CHUNK);

    private TableFunctions() {}

    static @Nullable Fixed get(String name) {
        return ALL.get(name);
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    /** One with fixed columns and parameters. */
    static final class Fixed extends SqlFunction implements SqlTableFunction {
        private final List<Field> output;
        private final List<Type> parameters;

        Fixed(String name, List<Field> output, List<Type> parameters) {
            super(
                    name,
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.CURSOR,
                    null,
                    OperandTypes.family(parameters.stream().map(Fixed::family).toList()),
                    SqlFunctionCategory.USER_DEFINED_TABLE_FUNCTION);
            this.output = output;
            this.parameters = parameters;
        }

        private static SqlTypeFamily family(Type type) {
            return type instanceof Type.Int ? SqlTypeFamily.INTEGER : SqlTypeFamily.ANY;
        }

        /** As inherited, but without looking for another operator of the same name. */
        @Override
        public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
            call.getOperandList().forEach(operand -> validator.deriveType(scope, operand));
            return validateOperands(validator, scope, call);
        }

        List<Type> parameters() {
            return parameters;
        }

        @Override
        public SqlReturnTypeInference getRowTypeInference() {
            return binding -> RelTypes.row((FreshetTypeFactory) binding.getTypeFactory(), output);
        }
    }
}
