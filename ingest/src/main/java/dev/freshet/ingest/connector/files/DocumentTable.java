package dev.freshet.ingest.connector.files;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of a files source with whole documents, a row per file, and the media types by file name. */
public final class DocumentTable {
    /** path (key), content, mime, size, modified_at, etag (SHA-256 of the content in hex). */
    public static final Schema SCHEMA = Schema.of(
                    new Field("path", Type.TEXT.notNull()),
                    new Field("content", Type.BYTES.nullable()),
                    new Field("mime", Type.TEXT.nullable()),
                    new Field("size", Type.BIGINT.nullable()),
                    new Field("modified_at", Type.TIMESTAMP.nullable()),
                    new Field("etag", Type.TEXT.nullable()))
            .withKey(0);

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("md", "text/markdown"),
            Map.entry("markdown", "text/markdown"),
            Map.entry("html", "text/html"),
            Map.entry("htm", "text/html"),
            Map.entry("txt", "text/plain"),
            Map.entry("text", "text/plain"),
            Map.entry("csv", "text/csv"),
            Map.entry("json", "application/json"),
            Map.entry("xml", "application/xml"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("rtf", "application/rtf"),
            Map.entry("doc", "application/msword"),
            Map.entry("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            Map.entry("xls", "application/vnd.ms-excel"),
            Map.entry("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Map.entry("ppt", "application/vnd.ms-powerpoint"),
            Map.entry("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
            Map.entry("odt", "application/vnd.oasis.opendocument.text"),
            Map.entry("epub", "application/epub+zip"));

    private DocumentTable() {}

    /** The media type that the file's name tells; null when it tells none. */
    static @Nullable String mime(String path) {
        int dot = path.lastIndexOf('.');
        return dot <= path.lastIndexOf('/')
                ? null
                : TYPES.get(path.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
