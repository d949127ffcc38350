package dev.freshet.vector.parse;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.jsoup.Jsoup;

/** Nodes of a Markdown tree as blocks of plain text. */
final class MarkdownBlocks {
    private MarkdownBlocks() {}

    static void append(Node node, List<Block> out) {
        switch (node) {
            case Heading h -> add(out, new Draft(Block.Kind.HEADING, h.getLevel(), inline(h)));
            case FencedCodeBlock c ->
                add(out, new Draft(Block.Kind.CODE, 0, c.getLiteral().stripTrailing()));
            case IndentedCodeBlock c ->
                add(out, new Draft(Block.Kind.CODE, 0, c.getLiteral().stripTrailing()));
            case BulletList l -> add(out, new Draft(Block.Kind.LIST, 0, String.join("\n", lines(l, ""))));
            case OrderedList l -> add(out, new Draft(Block.Kind.LIST, 0, String.join("\n", lines(l, ""))));
            case BlockQuote q -> add(out, new Draft(Block.Kind.QUOTE, 0, String.join("\n", lines(q, ""))));
            case TableBlock t -> add(out, new Draft(Block.Kind.TABLE, 0, String.join("\n", lines(t, ""))));
            case HtmlBlock h -> add(out, new Draft(Block.Kind.PARAGRAPH, 0, html(h)));
            case ThematicBreak _ -> {}
            default -> add(out, new Draft(Block.Kind.PARAGRAPH, 0, inline(node)));
        }
    }

    private record Draft(Block.Kind kind, int level, String text) {}

    private static void add(List<Block> out, Draft d) {
        if (!d.text().isBlank()) {
            out.add(new Block(d.kind(), d.level(), d.text()));
        }
    }

    /** The lines of a container; items of lists are marked and indented. */
    private static List<String> lines(Node container, String indent) {
        List<String> out = new ArrayList<>();
        for (Node n = container.getFirstChild(); n != null; n = n.getNext()) {
            switch (n) {
                case ListItem item -> out.addAll(item(item, indent + marker(item)));
                case TableRow row -> out.add(row(row));
                case BulletList _, OrderedList _ -> out.addAll(lines(n, indent));
                case BlockQuote _ -> out.addAll(lines(n, indent));
                case FencedCodeBlock c ->
                    c.getLiteral().stripTrailing().lines().map(l -> indent + l).forEach(out::add);
                case IndentedCodeBlock c ->
                    c.getLiteral().stripTrailing().lines().map(l -> indent + l).forEach(out::add);
                case HtmlBlock h -> out.add(indent + html(h));
                case Paragraph _, Heading _ -> out.add(indent + inline(n));
                default -> out.addAll(lines(n, indent));
            }
        }
        out.removeIf(String::isBlank);
        return out;
    }

    private static List<String> item(ListItem item, String marked) {
        String deeper = " ".repeat(marked.length());
        List<String> lines = lines(item, deeper);
        if (!lines.isEmpty() && lines.getFirst().startsWith(deeper)) {
            lines.set(0, marked + lines.getFirst().substring(deeper.length()));
        }
        return lines;
    }

    private static String marker(ListItem item) {
        if (!(item.getParent() instanceof OrderedList list)) {
            return "- ";
        }
        int number = list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber();
        for (Node n = item.getPrevious(); n != null; n = n.getPrevious()) {
            number++;
        }
        return number + ". ";
    }

    private static String row(TableRow row) {
        List<String> cells = new ArrayList<>();
        for (Node n = row.getFirstChild(); n != null; n = n.getNext()) {
            if (n instanceof TableCell) {
                cells.add(inline(n));
            }
        }
        return String.join(" | ", cells);
    }

    private static String html(HtmlBlock block) {
        return Texts.oneLine(Jsoup.parse(block.getLiteral()).text());
    }

    /** The text of inline content, without its marks. */
    private static String inline(Node parent) {
        StringBuilder out = new StringBuilder();
        inline(parent, out);
        return out.toString().strip();
    }

    private static void inline(Node parent, StringBuilder out) {
        for (Node n = parent.getFirstChild(); n != null; n = n.getNext()) {
            switch (n) {
                case Text t -> out.append(t.getLiteral());
                case Code c -> out.append(c.getLiteral());
                case SoftLineBreak _ -> out.append(' ');
                case HardLineBreak _ -> out.append('\n');
                case HtmlInline _ -> {}
                default -> inline(n, out);
            }
        }
    }
}
