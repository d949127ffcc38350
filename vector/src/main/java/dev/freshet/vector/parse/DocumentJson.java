package dev.freshet.vector.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical JSON text of a document: keys in alphabetical order, no white space, absent title and level left out. The
 * same document has the same text in every process and release.
 */
public final class DocumentJson {
    private static final JsonFactory JSON = new JsonFactory();

    private DocumentJson() {}

    public static String write(Document document) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("blocks");
            for (Block block : document.blocks()) {
                write(json, block);
            }
            json.writeEndArray();
            json.writeStringField("mime", document.mime());
            if (document.title() != null) {
                json.writeStringField("title", document.title());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** Reads what {@link #write} wrote; fields may come in any order, unknown ones are passed over. */
    public static Document read(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            return document(json);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not a document value: " + e.getMessage(), e);
        }
    }

    private static void write(JsonGenerator json, Block block) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", block.kind().word());
        if (block.level() > 0) {
            json.writeNumberField("level", block.level());
        }
        json.writeStringField("text", block.text());
        json.writeEndObject();
    }

    private static Document document(JsonParser json) throws IOException {
        String mime = "text/plain";
        String title = null;
        List<Block> blocks = List.of();
        expect(json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "mime" -> mime = json.getText();
                case "title" -> title = json.currentToken() == JsonToken.VALUE_NULL ? null : json.getText();
                case "blocks" -> blocks = blocks(json);
                default -> json.skipChildren();
            }
        }
        return new Document(mime, title, blocks);
    }

    private static List<Block> blocks(JsonParser json) throws IOException {
        expect(json.currentToken(), JsonToken.START_ARRAY);
        List<Block> blocks = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            blocks.add(block(json));
        }
        return blocks;
    }

    private static Block block(JsonParser json) throws IOException {
        String kind = "paragraph";
        int level = 0;
        String text = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "kind" -> kind = json.getText();
                case "level" -> level = json.getIntValue();
                case "text" -> text = json.getText();
                default -> json.skipChildren();
            }
        }
        return new Block(Block.Kind.of(kind), level, text);
    }

    private static void expect(@Nullable JsonToken found, JsonToken wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException("expected " + wanted + ", found " + found);
        }
    }
}
