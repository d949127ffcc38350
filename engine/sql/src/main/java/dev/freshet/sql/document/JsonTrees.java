package dev.freshet.sql.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON. */
final class JsonTrees {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final String text;
    private final JsonParser parser;

    private JsonTrees(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
    }

    static Tree read(String text) throws UnreadableException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new UnreadableException("the document is empty", Place.START);
            }
            JsonTrees trees = new JsonTrees(text, parser);
            Tree tree = trees.value();
            if (parser.nextToken() != null) {
                throw new UnreadableException("text after the document's end", place(parser.currentTokenLocation()));
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new UnreadableException("not JSON: " + e.getOriginalMessage(), place(e.getLocation()));
        } catch (IOException e) {
            throw new UnreadableException("not JSON: " + e.getMessage(), Place.START);
        }
    }

    private static Place place(@org.jspecify.annotations.Nullable JsonLocation location) {
        return location == null
                ? Place.START
                : new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private Tree value() throws IOException {
        Place place = place(parser.currentTokenLocation());
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(place);
            case START_ARRAY -> array(place);
            case VALUE_STRING -> {
                String value = parser.getText();
                int start = (int) parser.currentTokenLocation().getCharOffset() + 1;
                yield new Tree.Scalar(
                        value, place, new EscapedText(text, start, new Place(place.line(), place.column() + 1), value));
            }
            case VALUE_NUMBER_INT -> new Tree.Scalar(integer(), place, (_, _) -> place);
            case VALUE_NUMBER_FLOAT -> new Tree.Scalar(parser.getDoubleValue(), place, (_, _) -> place);
            case VALUE_TRUE, VALUE_FALSE -> new Tree.Scalar(parser.getBooleanValue(), place, (_, _) -> place);
            default -> new Tree.Scalar(null, place, (_, _) -> place);
        };
    }

    private Object integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> (Object) parser.getLongValue();
            default -> (Object) parser.getDoubleValue();
        };
    }

    private Tree object(Place place) throws IOException {
        Map<String, Tree.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Place namePlace = place(parser.currentTokenLocation());
            parser.nextToken();
            entries.put(name, new Tree.Entry(name, namePlace, value()));
        }
        return new Tree.Mapping(entries, place);
    }

    private Tree array(Place place) throws IOException {
        List<Tree> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return new Tree.Sequence(items, place);
    }
}
