package dev.freshet.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.format.PlanFormat1;
import dev.freshet.spi.data.Type;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The contract's example document, as printed. */
class ContractExampleTest {
    private static final CompileContext CONTEXT = CompileContext.bare()
            .withConnections(Map.of("prod-kafka", "kafka"))
            .withFiles(new FileAccess(Path.of("/docs").toAbsolutePath(), null, List.of(), _ -> true));

    static byte[] example() {
        try (InputStream in = ContractExampleTest.class.getResourceAsStream("contract-example.yaml")) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void compilesAsPrinted() {
        Compiled compiled = Definitions.compile(example(), MediaKind.YAML, CONTEXT);
        assertThat(compiled.diagnostics()).isEmpty();
        Plan plan = compiled.plan();
        assertThat(plan.tables()).extracting(Plan.Table::name).containsExactly("pages", "orders", "customers");
        assertThat(plan.view("chunks").schema().names()).containsExactly("path", "ordinal", "text");
        assertThat(plan.view("revenue").schema().names()).containsExactly("tier", "minute", "amount");
        assertThat(plan.view("revenue").schema().type(2)).isEqualTo(new Type.Decimal(38, 2));
        assertThat(plan.table("orders").watermark()).isEqualTo(new Plan.Watermark(3, 5_000_000));
        assertThat(plan.table("pages").costly())
                .containsExactly(new Plan.CostlyCall(
                        "parse",
                        List.of(
                                new Expression.Input(1, Type.BYTES.nullable()),
                                new Expression.Input(2, Type.TEXT.nullable()))));
    }

    @Test
    void storedPlanReadsBack() {
        Compiled compiled = Definitions.compile(example(), MediaKind.YAML, CONTEXT);
        assertThat(PlanFormat1.read(compiled.planJson())).isEqualTo(compiled.plan());
    }

    @Test
    void jsonOfTheDefinitionIsTheSameDocument() {
        Compiled yaml = Definitions.compile(example(), MediaKind.YAML, CONTEXT);
        Compiled json =
                Definitions.compile(yaml.definitionJson().getBytes(StandardCharsets.UTF_8), MediaKind.JSON, CONTEXT);
        assertThat(json.definitionJson()).isEqualTo(yaml.definitionJson());
        assertThat(json.planJson()).isEqualTo(yaml.planJson());
        assertThat(json.changesFrom(yaml)).extracting(Effect::effect).containsOnly("unchanged");
    }

    @Test
    void anUnknownConnectionIsRefusedAtItsPlace() {
        Compiled compiled = Definitions.compile(example(), MediaKind.YAML, CONTEXT.withConnections(Map.of()));
        assertThat(compiled.failure()).isEqualTo(Failure.INVALID);
        assertThat(compiled.diagnostics()).singleElement().satisfies(d -> {
            assertThat(d.code()).isEqualTo("unknown_connection");
            assertThat(d.pointer()).isEqualTo("/spec/sources/orders/connection");
            assertThat(d.line()).isEqualTo(24);
            assertThat(d.column()).isEqualTo(19);
        });
    }
}
