package dev.freshet.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Surroundings;
import dev.freshet.cli.client.Refused;
import dev.freshet.cli.client.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline definition as the user wrote it. The service judges it; here it is read only for its name and for its
 * relative paths, which the service cannot know: those that exist beside the document are made absolute in the text,
 * on their own line, so that lines stay the same.
 *
 * @param tree a missing node when the text cannot be read
 */
record Document(String name, String text, String mediaType, JsonNode tree) {

    /** Reads a file, or stdin for {@code -}. */
    static Document read(Surroundings here, String file) {
        try {
            boolean stdin = file.equals("-");
            Path path = here.resolve(file);
            byte[] bytes = stdin ? here.in().readAllBytes() : Files.readAllBytes(path);
            String text = new String(bytes, StandardCharsets.UTF_8);
            boolean json =
                    file.endsWith(".json") || (stdin && text.stripLeading().startsWith("{"));
            JsonNode tree = tree(text, json);
            Path folder = stdin ? here.directory() : path.toAbsolutePath().getParent();
            return new Document(
                    stdin ? "stdin" : file,
                    absolute(text, tree, folder),
                    json ? "application/json" : "application/yaml",
                    tree);
        } catch (IOException e) {
            throw new Fault(Exit.USAGE, "cannot read " + file + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException
                ? "there is no such file"
                : String.valueOf(e.getMessage());
    }

    private static JsonNode tree(String text, boolean json) {
        try {
            JsonNode tree = (json ? Reply.JSON : YAMLMapper.builder().build()).readTree(text);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String absolute(String text, JsonNode tree, @Nullable Path folder) {
        String result = text;
        for (JsonNode source : tree.path("spec").path("sources")) {
            String path = source.path("path").asText("");
            boolean relative =
                    !path.isEmpty() && !path.contains("://") && !Path.of(path).isAbsolute();
            if (folder != null && relative && source.path("connector").asText().equals("files")) {
                Path found = folder.resolve(path).normalize();
                result = Files.exists(found) ? replace(result, path, found.toString()) : result;
            }
        }
        return result;
    }

    private static String replace(String text, String path, String absolute) {
        Pattern setting = Pattern.compile(
                "(\\bpath\"?\\s*:\\s*)([\"']?)" + Pattern.quote(path) + "\\2(?=\\s*(?:[,}#]|$))", Pattern.MULTILINE);
        String quoted = "\"" + absolute.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return setting.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(quoted));
    }

    /** The pipeline's name, empty when the text does not tell. */
    String pipeline() {
        return tree.path("metadata").path("name").asText("");
    }

    /** The bytes to send. */
    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A refusal that speaks about this document. */
    Refused refused(Refused refused) {
        return refused.about(name, text);
    }

    /** As the place of diagnostics. */
    Refused.Source source() {
        return new Refused.Source(name, text);
    }
}
