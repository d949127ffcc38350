package dev.freshet.sql;

import dev.freshet.core.plan.Plan;
import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.check.References;
import dev.freshet.sql.check.SourceTables;
import dev.freshet.sql.check.SqlSection;
import dev.freshet.sql.document.DefinitionReader;
import dev.freshet.sql.document.Document;
import dev.freshet.sql.document.Findings;
import dev.freshet.sql.document.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** From a pipeline document to its Plan. Thread-safe; reads nothing but what the context's hooks read. */
public final class Definitions {
    private Definitions() {}

    /** Never throws for what a user wrote: mistakes are the result's diagnostics. */
    public static Compiled compile(byte[] document, MediaKind kind, CompileContext context) {
        Findings findings = new Findings();
        try {
            return compile(Document.read(document, kind), context, findings);
        } catch (UnreadableException e) {
            findings.unreadable(
                    kind == MediaKind.JSON ? "bad_json" : "bad_yaml",
                    "",
                    e.place(),
                    String.valueOf(e.getMessage()),
                    kind == MediaKind.JSON
                            ? "check commas, quotes and brackets here and just before"
                            : "check the indentation, and that quotes and brackets are closed, here and just before");
            return new Compiled(findings.all(), findings.failure(), null, null, context);
        } catch (StackOverflowError e) {
            findings.add(
                    Diagnostic.error("too_deep", "/spec/sql", "the definition is nested too deeply", "split it up"));
            return new Compiled(findings.all(), findings.failure(), null, null, context);
        }
    }

    private static Compiled compile(Document document, CompileContext context, Findings findings) {
        Definition definition = new DefinitionReader(findings).read(document);
        if (definition == null) {
            return new Compiled(findings.all(), findings.failure(), null, null, context);
        }
        Definition.Spec spec = definition.spec();
        References references = new References(document, findings, context);
        references.outside(spec);
        Map<String, Plan.Table> tables = new SourceTables(document, findings, context.inference()).of(spec.sources());
        Set<String> missing = new HashSet<>(spec.sources().keySet());
        missing.removeAll(tables.keySet());
        SqlSection sql = new SqlSection(document, findings, spec.sql(), tables);
        Plan plan = sql.compile(missing);
        references.readers(spec, sql, plan);
        references.memory(spec, sql.parses());
        Compiled compiled = new Compiled(findings.all(), findings.failure(), definition, plan, context);
        return compiled.ok() ? compiled.withAdvice(sql.advice(plan)) : compiled;
    }

    /** The published JSON Schema of the document. */
    public static String jsonSchema() {
        try (InputStream in = Definitions.class.getResourceAsStream("pipeline.schema.json")) {
            if (in == null) {
                throw new IllegalStateException("pipeline.schema.json is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
