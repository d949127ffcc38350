package dev.freshet.vector.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** The blocks of an HTML page, or of the XHTML that Tika makes of other formats. Needs a deep stack for deep pages. */
public final class HtmlBlocks {
    private static final Set<String> SILENT =
            Set.of("script", "style", "noscript", "template", "svg", "iframe", "head", "object", "select", "button");

    private static final Set<String> LISTS = Set.of("ul", "ol", "dl");

    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();

    private HtmlBlocks() {}

    public static Document parse(String html, String mime) {
        org.jsoup.nodes.Document page = Jsoup.parse(html);
        HtmlBlocks walk = new HtmlBlocks();
        walk.children(page.body());
        walk.flush();
        String title = page.title();
        return Document.titled(mime, walk.blocks, title.isBlank() ? null : title);
    }

    private void children(Element parent) {
        for (Node n : parent.childNodes()) {
            if (n instanceof TextNode text) {
                paragraph.append(text.getWholeText());
            } else if (n instanceof Element e && !SILENT.contains(e.normalName())) {
                element(e);
            }
        }
    }

    private void element(Element e) {
        switch (e.normalName()) {
            case "h1", "h2", "h3", "h4", "h5", "h6" -> heading(e);
            case "pre" -> block(Block.Kind.CODE, Texts.lineFeeds(e.wholeText()).stripTrailing());
            case "ul", "ol", "dl" -> block(Block.Kind.LIST, String.join("\n", items(e, "")));
            case "table" -> block(Block.Kind.TABLE, rows(e));
            case "blockquote" -> block(Block.Kind.QUOTE, Texts.oneLine(e.text()));
            case "br" -> paragraph.append(' ');
            default -> inlineOrContainer(e);
        }
    }

    private void inlineOrContainer(Element e) {
        if (!e.isBlock()) {
            children(e);
            return;
        }
        flush();
        children(e);
        flush();
    }

    private void heading(Element e) {
        flush();
        String text = Texts.oneLine(e.text());
        if (!text.isEmpty()) {
            blocks.add(Block.heading(e.normalName().charAt(1) - '0', text));
        }
    }

    private void block(Block.Kind kind, String text) {
        flush();
        if (!text.isBlank()) {
            blocks.add(Block.of(kind, text));
        }
    }

    private void flush() {
        String text = Texts.oneLine(paragraph.toString());
        paragraph.setLength(0);
        if (!text.isEmpty()) {
            blocks.add(Block.of(Block.Kind.PARAGRAPH, text));
        }
    }

    private static List<String> items(Element list, String indent) {
        List<String> out = new ArrayList<>();
        int number = 1;
        for (Element item : list.children()) {
            String marker = list.normalName().equals("ol") ? number++ + ". " : "- ";
            List<Element> nested = new ArrayList<>();
            StringBuilder own = new StringBuilder();
            ownText(item, own, nested);
            String text = Texts.oneLine(own.toString());
            if (!text.isEmpty()) {
                out.add(indent + marker + text);
            }
            nested.forEach(inner -> out.addAll(items(inner, indent + "  ")));
        }
        return out;
    }

    private static void ownText(Element e, StringBuilder text, List<Element> nested) {
        for (Node n : e.childNodes()) {
            if (n instanceof TextNode t) {
                text.append(t.getWholeText());
            } else if (n instanceof Element inner && LISTS.contains(inner.normalName())) {
                nested.add(inner);
            } else if (n instanceof Element inner && !SILENT.contains(inner.normalName())) {
                text.append(inner.isBlock() ? " " : "");
                ownText(inner, text, nested);
            }
        }
    }

    private static String rows(Element table) {
        return table.select("tr").stream()
                .map(tr -> tr.select("> th, > td").stream()
                        .map(cell -> Texts.oneLine(cell.text()))
                        .collect(Collectors.joining(" | ")))
                .filter(row -> !row.replace(" | ", "").isBlank())
                .collect(Collectors.joining("\n"));
    }
}
