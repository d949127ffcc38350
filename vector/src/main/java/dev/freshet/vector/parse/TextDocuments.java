package dev.freshet.vector.parse;

import dev.freshet.vector.parse.ParseResult.Parsed;
import dev.freshet.vector.parse.ParseResult.Unparsable;
import java.util.Set;

/** The formats that are text themselves: Markdown, plain text, HTML. */
public final class TextDocuments {
    private static final Set<String> HTML = Set.of(MimeGuess.HTML, "application/xhtml+xml");

    private TextDocuments() {}

    public static boolean reads(String mime) {
        return mime.equals(MimeGuess.MARKDOWN) || mime.equals(MimeGuess.PLAIN) || HTML.contains(mime);
    }

    public static ParseResult parse(byte[] content, String mime) {
        String text = Texts.decodeLeniently(content);
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            return new Unparsable("parse_failed", "not text: a zero byte at character " + nul + "; give its real type");
        }
        if (HTML.contains(mime)) {
            return new Parsed(HtmlBlocks.parse(text, mime));
        }
        return new Parsed(
                mime.equals(MimeGuess.MARKDOWN) ? MarkdownParser.parse(text, mime) : PlainTextParser.parse(text, mime));
    }
}
