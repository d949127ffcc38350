package dev.freshet.sql.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 (core schema). */
final class YamlTrees {
    /** Aliases can make a small text a huge tree; a definition has no use for more. */
    private static final int MAX_NODES = 200_000;

    private static final int MAX_DEPTH = 100;

    private final String text;
    private final List<String> lines;
    private int nodes;

    private YamlTrees(String text) {
        this.text = text;
        this.lines = text.lines().toList();
    }

    static Tree read(String text) throws UnreadableException {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(16 * 1024 * 1024)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                throw new UnreadableException("the document is empty", Place.START);
            }
            return new YamlTrees(text).value(root.get(), 0);
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() == null ? e.getMessage() : e.getProblem();
            throw new UnreadableException(
                    "not YAML: " + problem, place(e.getProblemMark().or(e::getContextMark)));
        } catch (YamlEngineException e) {
            throw new UnreadableException("not YAML: " + e.getMessage(), Place.START);
        }
    }

    private static Place place(Optional<Mark> mark) {
        return mark.map(m -> new Place(m.getLine() + 1, m.getColumn() + 1)).orElse(Place.START);
    }

    private Tree value(Node node, int depth) throws UnreadableException {
        Place place = place(node.getStartMark());
        if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw new UnreadableException("the document is nested too deeply or its aliases make it too large", place);
        }
        return switch (node) {
            case ScalarNode s -> scalar(s, place);
            case SequenceNode s -> sequence(s, place, depth);
            case MappingNode m -> mapping(m, place, depth);
            default -> throw new UnreadableException("a kind of YAML node that is not supported", place);
        };
    }

    private Tree sequence(SequenceNode node, Place place, int depth) throws UnreadableException {
        List<Tree> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(value(item, depth + 1));
        }
        return new Tree.Sequence(items, place);
    }

    private Tree mapping(MappingNode node, Place place, int depth) throws UnreadableException {
        Map<String, Tree.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Place namePlace = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new UnreadableException("not YAML for this purpose: a name must be a text", namePlace);
            }
            String name = key.getValue();
            if (name.equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN) {
                throw new UnreadableException("merge keys (<<) are not supported", namePlace);
            }
            if (entries.containsKey(name)) {
                throw new UnreadableException("'" + name + "' stands here twice", namePlace);
            }
            entries.put(name, new Tree.Entry(name, namePlace, value(tuple.getValueNode(), depth + 1)));
        }
        return new Tree.Mapping(entries, place);
    }

    private Tree scalar(ScalarNode node, Place place) throws UnreadableException {
        Tag tag = node.getTag();
        String written = node.getValue();
        if (tag.equals(Tag.STR)) {
            return new Tree.Scalar(written, place, inside(node, place, written));
        }
        return new Tree.Scalar(converted(tag, written, place), place, (_, _) -> place);
    }

    private static @Nullable Object converted(Tag tag, String written, Place place) throws UnreadableException {
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(written.toLowerCase(Locale.ROOT));
        }
        try {
            if (tag.equals(Tag.INT)) {
                return integer(written);
            }
            if (tag.equals(Tag.FLOAT)) {
                return Double.valueOf(written);
            }
        } catch (NumberFormatException e) {
            throw new UnreadableException("'" + written + "' is not a number that can be used here", place);
        }
        throw new UnreadableException("the tag " + tag.getValue() + " is not supported", place);
    }

    private static Long integer(String written) {
        if (written.startsWith("0x")) {
            return Long.valueOf(written.substring(2), 16);
        }
        return written.startsWith("0o") ? Long.valueOf(written.substring(2), 8) : Long.valueOf(written);
    }

    private Tree.Inside inside(ScalarNode node, Place place, String value) {
        return switch (node.getScalarStyle()) {
            case LITERAL -> block(place, value);
            case DOUBLE_QUOTED, SINGLE_QUOTED ->
                new EscapedText(text, index(place) + 1, new Place(place.line(), place.column() + 1), value);
            case PLAIN -> new EscapedText(text, index(place), place, value);
            default -> folded(place, value);
        };
    }

    /** A literal block: its lines are the document's, less the indentation. */
    private Tree.Inside block(Place header, String value) {
        int indent = indent(header, value);
        return (line, column) -> new Place(header.line() + line, column + indent);
    }

    /** Folding joins lines; the place of the block's first line is the honest answer. */
    private Tree.Inside folded(Place header, String value) {
        int indent = indent(header, value);
        return (_, _) -> new Place(header.line() + 1, indent + 1);
    }

    private int indent(Place header, String value) {
        List<String> values = value.lines().toList();
        for (int i = 0; i < values.size(); i++) {
            String wanted = values.get(i);
            int row = header.line() + i;
            if (!wanted.isBlank() && row < lines.size() && lines.get(row).endsWith(wanted)) {
                return lines.get(row).length() - wanted.length();
            }
        }
        return 0;
    }

    private int index(Place place) {
        int at = 0;
        for (int line = 1; line < place.line(); line++) {
            at = text.indexOf('\n', at) + 1;
        }
        return at + place.column() - 1;
    }
}
