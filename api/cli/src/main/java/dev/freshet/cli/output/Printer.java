package dev.freshet.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator.Feature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.PrintStream;
import java.util.function.Supplier;

/** Writes results to stdout in the chosen format. */
public final class Printer {
    private static final ObjectWriter PRETTY = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();
    private static final ObjectWriter YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .disable(Feature.WRITE_DOC_START_MARKER)
                    .enable(Feature.MINIMIZE_QUOTES)
                    .enable(Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(Feature.LITERAL_BLOCK_STYLE)
                    .build())
            .build()
            .writer();

    private final PrintStream out;
    private final Format format;

    public Printer(PrintStream out, Format format) {
        this.out = out;
        this.format = format;
    }

    /** Writes one result; the text is made only where a person reads it. */
    public void show(JsonNode data, Supplier<String> text) {
        switch (format) {
            case TABLE -> line(text.get());
            case JSON -> line(write(PRETTY, data));
            case YAML -> out.print(write(YAML, data));
        }
    }

    /** Writes one item of an endless result: a line of text or JSON, or a YAML document. */
    public void item(JsonNode data, Supplier<String> text) {
        switch (format) {
            case TABLE -> line(text.get());
            case JSON -> line(data.toString());
            case YAML -> out.print("---\n" + write(YAML, data));
        }
        out.flush();
    }

    /** Writes text as it is, whatever the format. */
    public void raw(String text) {
        out.print(text);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            out.println();
        }
    }

    private void line(String text) {
        out.print(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
    }

    private static String write(ObjectWriter writer, JsonNode data) {
        try {
            return writer.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
