package dev.freshet.sql.document;

import dev.freshet.sql.MediaKind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A document as a tree; a place for every pointer. */
public final class Document {
    private final Tree root;

    private Document(Tree root) {
        this.root = root;
    }

    public static Document read(byte[] bytes, MediaKind kind) throws UnreadableException {
        String text = decode(bytes);
        return new Document(kind == MediaKind.JSON ? JsonTrees.read(text) : YamlTrees.read(text));
    }

    private static String decode(byte[] bytes) throws UnreadableException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UnreadableException("the document is not UTF-8", Place.START);
        }
    }

    public Tree root() {
        return root;
    }

    /** The value at a JSON pointer, or null. */
    public @Nullable Tree at(String pointer) {
        Tree tree = root;
        for (String step :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            tree = child(tree, step.replace("~1", "/").replace("~0", "~"));
            if (tree == null) {
                return null;
            }
        }
        return tree;
    }

    private static @Nullable Tree child(Tree tree, String step) {
        return switch (tree) {
            case Tree.Mapping m -> {
                Tree.Entry e = m.entries().get(step);
                yield e == null ? null : e.value();
            }
            case Tree.Sequence s ->
                step.matches("\\d{1,6}") && Integer.parseInt(step) < s.items().size()
                        ? s.items().get(Integer.parseInt(step))
                        : null;
            case Tree.Scalar _ -> null;
        };
    }

    /** Where the value at a pointer stands, or the nearest thing around it. */
    public Place place(String pointer) {
        String at = pointer;
        while (true) {
            Tree tree = at(at);
            if (tree != null) {
                return tree.place();
            }
            at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
        }
    }

    /** Where the name of the field at a pointer stands. */
    public Place namePlace(String pointer) {
        int slash = pointer.lastIndexOf('/');
        if (slash >= 0 && at(pointer.substring(0, slash)) instanceof Tree.Mapping m) {
            Tree.Entry e = m.entries()
                    .get(pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~"));
            if (e != null) {
                return e.namePlace();
            }
        }
        return place(pointer);
    }

    /** The document's place of a line and column inside the text at a pointer. */
    public Place inside(String pointer, int line, int column) {
        return at(pointer) instanceof Tree.Scalar s ? s.inside().at(line, column) : place(pointer);
    }
}
