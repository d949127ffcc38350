package dev.freshet.vector.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.data.ByteString;
import dev.freshet.vector.parse.ParseResult.Parsed;
import dev.freshet.vector.parse.ParseResult.Unparsable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With real children and real files, made on the spot. */
class ParserPoolTest {
    private static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private ParserPool pool = new ParserPool(ParserSettings.defaults());

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void readsPdfAndOfficeDeclaredOrNot() throws Exception {
        byte[] pdf = pdf("Valves open at noon", null);
        assertThat(text(pdf, "application/pdf")).contains("Valves open at noon");
        assertThat(text(pdf, null)).contains("Valves open at noon");
        Document docx = parsed(docx(), null);
        assertThat(docx.mime()).isEqualTo(DOCX);
        assertThat(docx.plainText()).contains("Flow rates").contains("A paragraph about rivers.");
        assertThat(text(xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))
                .contains("gauge | 42");
        assertThat(text("<h1>Hi</h1><p>there".getBytes(StandardCharsets.UTF_8), "text/html"))
                .isEqualTo("Hi\n\nthere");
    }

    @Test
    void saysWhyADocumentCannotBeRead() throws Exception {
        assertThat(failure(pdf("secret", "word"), "application/pdf"))
                .isEqualTo(new Unparsable("encrypted", "encrypted PDF; remove the password"));
        assertThat(failure(bytes("no pdf at all"), "application/pdf").detail()).contains("not a PDF");
        assertThat(failure(bytes("no zip"), DOCX).detail()).contains("not a zip");
        assertThat(failure(Arrays.copyOf(docx(), 400), DOCX).code()).isEqualTo("parse_failed");
        assertThat(failure(bytes("%PDF-1.4\ngarbage"), null).detail()).startsWith("broken PDF");
        assertThat(failure(new byte[] {0, 1, 2, 3, 4, 5}, null).code()).isEqualTo("unsupported_type");
        assertThat(failure(bytes("a\0b"), "text/markdown").detail()).contains("zero byte");
    }

    @Test
    void aDocumentCallsNobody() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(100);
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/x";
            String entity =
                    "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e SYSTEM '" + url + "'>]><r>before &e; after</r>";
            pool.parse(bytes(entity), "application/xml").toCompletableFuture().get(60, TimeUnit.SECONDS);
            String page = "<link rel=stylesheet href='" + url + "'><img src='" + url + "'><p>body";
            assertThat(text(bytes(page), "text/html")).isEqualTo("body");
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aStuckDocumentDelaysNoOtherAndEndsAtTheDeadline() throws Exception {
        pool.close();
        pool = new ParserPool(ParserSettings.defaults().withDeadline(Duration.ofSeconds(12)));
        byte[] pdf = pdf("warm", null);
        assertThat(text(pdf, null)).contains("warm");
        signal("STOP", children().getFirst().pid());
        List<CompletableFuture<ParseResult>> all = new ArrayList<>();
        CountDownLatch others = new CountDownLatch(3);
        for (int i = 0; i < 4; i++) { // any of them may meet the stopped child
            CompletableFuture<ParseResult> one = pool.parse(pdf, null).toCompletableFuture();
            one.thenAccept(r -> others.countDown());
            all.add(one);
        }
        assertThat(others.await(60, TimeUnit.SECONDS)).isTrue();
        List<ParseResult> results = new ArrayList<>();
        for (CompletableFuture<ParseResult> one : all) {
            results.add(one.get(60, TimeUnit.SECONDS));
        }
        assertThat(results).filteredOn(r -> r instanceof Parsed).hasSize(3);
        assertThat(results).contains(new Unparsable("parse_timeout", "timed out after 12.0 s"));
        assertThat(text(pdf, null)).contains("warm");
    }

    @Test
    void aDeadChildIsReplaced() throws Exception {
        byte[] pdf = pdf("again", null);
        assertThat(text(pdf, null)).contains("again");
        for (ProcessHandle child : children()) {
            child.destroyForcibly();
            child.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThat(text(pdf, null)).contains("again");
    }

    @Test
    void aChildThatRunsOutOfMemorySaysSo() throws Exception {
        pool.close();
        pool = new ParserPool(ParserSettings.defaults().withProcesses(1, 32));
        byte[] page = bytes("<p>" + "<b>x</b>".repeat(1_000_000));
        assertThat(failure(page, "text/html").code()).isEqualTo("parse_memory");
        assertThat(text(bytes("<p>small"), "text/html")).isEqualTo("small");
    }

    @Test
    void closingEndsTheChildren() throws Exception {
        text(pdf("x", null), null);
        List<ProcessHandle> children = children();
        assertThat(children).isNotEmpty();
        pool.close();
        for (ProcessHandle child : children) {
            child.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> pool.parse(bytes("<p>x"), "text/html")
                        .toCompletableFuture()
                        .get())
                .isInstanceOf(Exception.class);
    }

    @Test
    void theFunctionRemembersFailuresAndKeysByContentAndType() throws Exception {
        ParseFunction parse = new ParseFunction(pool);
        List<Object> good = List.of(new ByteString(bytes("# T\n\nbody")), "text/markdown");
        List<Object> other = List.of(new ByteString(bytes("# T\n\nbody")), "text/plain");
        assertThat(parse.call(good).toCompletableFuture().get().text()).contains("\"kind\":\"heading\"");
        assertThat(parse.key(good)).isEqualTo(parse.key(good)).isNotEqualTo(parse.key(other));
        var failed = parse.call(List.of(new ByteString(bytes("x")), "application/pdf"))
                .toCompletableFuture()
                .get();
        assertThat(failed.failed()).isTrue();
        assertThat(failed.text()).startsWith("parse_failed: not a PDF");
    }

    private String text(byte[] content, @Nullable String mime) throws Exception {
        return parsed(content, mime).plainText();
    }

    private Document parsed(byte[] content, @Nullable String mime) throws Exception {
        ParseResult result = pool.parse(content, mime).toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(result).isInstanceOf(Parsed.class);
        return ((Parsed) result).document();
    }

    private Unparsable failure(byte[] content, @Nullable String mime) throws Exception {
        ParseResult result = pool.parse(content, mime).toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(result).isInstanceOf(Unparsable.class);
        return (Unparsable) result;
    }

    private List<ProcessHandle> children() {
        return pool.children().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] pdf(String line, @Nullable String password) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                content.newLineAtOffset(50, 700);
                content.showText(line);
                content.endText();
            }
            if (password != null) {
                document.protect(new StandardProtectionPolicy(password, password, new AccessPermission()));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        }
    }

    private static byte[] docx() throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            XWPFParagraph heading = document.createParagraph();
            heading.setStyle("Heading1");
            heading.createRun().setText("Flow rates");
            document.createParagraph().createRun().setText("A paragraph about rivers.");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.write(out);
            return out.toByteArray();
        }
    }

    private static byte[] xlsx() throws IOException {
        try (XSSFWorkbook book = new XSSFWorkbook()) {
            var row = book.createSheet("s").createRow(0);
            row.createCell(0).setCellValue("gauge");
            row.createCell(1).setCellValue(42);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            book.write(out);
            return out.toByteArray();
        }
    }
}
