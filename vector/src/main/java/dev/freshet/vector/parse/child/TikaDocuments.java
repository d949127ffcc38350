package dev.freshet.vector.parse.child;

import dev.freshet.vector.parse.HtmlBlocks;
import dev.freshet.vector.parse.ParseResult;
import dev.freshet.vector.parse.ParseResult.Parsed;
import dev.freshet.vector.parse.ParseResult.Unparsable;
import dev.freshet.vector.parse.TextDocuments;
import java.io.IOException;
import java.util.Locale;
import org.apache.tika.config.TikaConfig;
import org.apache.tika.exception.TikaException;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.sax.ToXMLContentHandler;
import org.apache.tika.sax.WriteOutContentHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/** Office files, PDF and whatever else Tika's parsers read; HTML by jsoup. Used by one thread. */
final class TikaDocuments {
    private static final String ANY = "application/octet-stream";

    /** Characters of text that a document may have. */
    private static final int LONGEST = 32 << 20;

    private final AutoDetectParser parser = new AutoDetectParser(TikaConfig.getDefaultConfig());

    ParseResult parse(byte[] content, String mime) {
        try {
            return TextDocuments.reads(mime) ? TextDocuments.parse(content, mime) : byTika(content, mime);
        } catch (StackOverflowError e) {
            return new Unparsable("parse_failed", "the document is nested too deeply");
        } catch (IOException | RuntimeException e) {
            return Reasons.of(e, mime);
        }
    }

    private ParseResult byTika(byte[] content, String declared) throws IOException {
        MediaType type = detect(content, declared);
        String mime = type.getBaseType().toString().toLowerCase(Locale.ROOT);
        Unparsable mismatch = Reasons.mismatch(content, declared.equals(ANY) ? mime : declared);
        if (mismatch != null) {
            return mismatch;
        }
        if (TextDocuments.reads(mime)) {
            return TextDocuments.parse(content, mime);
        }
        if (supporting(type) == null) {
            return new Unparsable("unsupported_type", "no parser reads " + mime + "; convert it to PDF, HTML or text");
        }
        try {
            return new Parsed(HtmlBlocks.parse(xhtml(content, mime), mime));
        } catch (IOException | SAXException | TikaException | RuntimeException e) {
            return Reasons.of(e, mime);
        }
    }

    private MediaType detect(byte[] content, String declared) throws IOException {
        try (TikaInputStream in = TikaInputStream.get(content)) {
            return parser.getDetector().detect(in, hint(declared));
        }
    }

    private String xhtml(byte[] content, String mime) throws IOException, SAXException, TikaException {
        ToXMLContentHandler xhtml = new ToXMLContentHandler();
        ParseContext context = new ParseContext();
        try (TikaInputStream in = TikaInputStream.get(content)) {
            parser.parse(in, new WriteOutContentHandler(xhtml, LONGEST), hint(mime), context);
        }
        return xhtml.toString();
    }

    private @Nullable Parser supporting(MediaType type) {
        ParseContext context = new ParseContext();
        MediaType t = type;
        while (t != null && !t.equals(MediaType.OCTET_STREAM) && !t.equals(MediaType.APPLICATION_ZIP)) {
            Parser p = parser.getParsers(context).get(t.getBaseType());
            if (p != null) {
                return p;
            }
            t = parser.getMediaTypeRegistry().getSupertype(t);
        }
        return null;
    }

    private static Metadata hint(String mime) {
        Metadata metadata = new Metadata();
        if (!mime.equals(ANY)) {
            metadata.set(HttpHeaders.CONTENT_TYPE, mime);
        }
        return metadata;
    }
}
