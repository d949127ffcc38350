package dev.freshet.server.pipeline;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Problem.Slip;
import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.Compiled;
import dev.freshet.sql.Definitions;
import dev.freshet.sql.Effect;
import dev.freshet.sql.Failure;
import dev.freshet.sql.FileAccess;
import dev.freshet.sql.MediaKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The compiler of engine/sql, with the files and embedders of this installation. */
public final class SqlCompiler implements DefinitionCompiler {
    private static final Set<String> EMBEDDERS = Set.of("minilm");
    private final FileAccess files;
    private final ObjectMapper json = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    /**
     * @param roots folders below which file sources may read; a relative path counts from the first
     * @param barred what stays closed there
     */
    public SqlCompiler(List<Path> roots, List<Path> barred) {
        this.files = roots.isEmpty() ? FileAccess.none() : FileAccess.below(roots.getFirst(), roots, barred);
    }

    @Override
    public Compilation compile(byte[] document, Media media, Context context) {
        Compiled compiled = compiled(document, media, context);
        List<Slip> slips = new ArrayList<>(Stream.concat(compiled.diagnostics().stream(), compiled.advice().stream())
                .map(SqlCompiler::slip)
                .toList());
        boolean unreadable = compiled.failure() == Failure.UNREADABLE;
        ObjectNode written = tree(document, media);
        String schedule = written == null ? null : scheduleSlip(written);
        if (schedule != null) {
            slips.add(new Slip(
                    "/spec/idle/schedule",
                    null,
                    null,
                    "bad_schedule",
                    "'schedule' is not a cron expression: " + schedule,
                    "five fields in UTC, for example \"0 6 * * *\"",
                    null,
                    null,
                    "error"));
        }
        if (!compiled.ok() || written == null || schedule != null) {
            return new Compilation(unreadable, slips, written, null, null);
        }
        return new Compilation(false, slips, written, compiled.runtimeSpecJson(), compiled.planJson());
    }

    private static @Nullable String scheduleSlip(ObjectNode document) {
        String schedule = document.at("/spec/idle/schedule").asText(null);
        return schedule == null ? null : IdleRule.slip(schedule);
    }

    @Override
    public List<Change> changes(@Nullable ObjectNode before, ObjectNode after, Context context) {
        Compiled old = before == null ? null : compiled(bytes(before), Media.JSON, context);
        return compiled(bytes(after), Media.JSON, context).changesFrom(old).stream()
                .map(SqlCompiler::change)
                .toList();
    }

    private Compiled compiled(byte[] document, Media media, Context context) {
        CompileContext surroundings =
                new CompileContext(context.connections(), context.secrets(), EMBEDDERS, files, null, null);
        return Definitions.compile(document, media == Media.JSON ? MediaKind.JSON : MediaKind.YAML, surroundings);
    }

    private static byte[] bytes(ObjectNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Change change(Effect effect) {
        return new Change(effect.object(), effect.kind(), effect.effect());
    }

    private static Slip slip(Diagnostic found) {
        return new Slip(
                found.pointer(),
                known(found.line()),
                known(found.column()),
                found.code(),
                found.detail(),
                found.hint(),
                known(found.sqlLine()),
                known(found.sqlColumn()),
                found.severity().name().toLowerCase(Locale.ROOT));
    }

    private static @Nullable Integer known(int place) {
        return place == 0 ? null : place;
    }

    /** The document as written, without defaults; null when it is no object. */
    private @Nullable ObjectNode tree(byte[] document, Media media) {
        try {
            Object tree = media == Media.JSON ? json.readTree(document) : json.valueToTree(yaml(document));
            return tree instanceof ObjectNode object ? object : null;
        } catch (IOException | RuntimeException e) {
            return null; // What is wrong with it stands in the diagnostics.
        }
    }

    private static @Nullable Object yaml(byte[] document) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new CoreSchema()).build();
        return new Load(settings).loadFromString(new String(document, StandardCharsets.UTF_8));
    }
}
