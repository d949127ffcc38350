package dev.freshet.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;

/** Documents for the tests: seeded prose, and a PDF that takes long to read. */
final class Papers {
    private static final List<String> WORDS =
            List.of(("pump valve meter report order delivery customer manual winter engine harbour garden signal window"
                            + " engineer schedule pressure battery filter paper bridge river concert market village"
                            + " measure carry replace inspect describe collect deliver answer notice prepare repair"
                            + " slowly often rarely carefully early tomorrow yesterday green narrow heavy quiet bright")
                    .split(" "));

    private Papers() {}

    /** Puts a file in place in one step, as editors do. */
    static void save(Path file, byte[] content) {
        try {
            Path draft = file.resolveSibling("." + file.getFileName() + ".tmp");
            Files.write(draft, content);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void save(Path file, String content) {
        save(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A paragraph of some sentences. */
    static String paragraph(Random random, int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            StringBuilder sentence = new StringBuilder();
            for (int w = 0; w < 9 + random.nextInt(6); w++) {
                sentence.append(w == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
            }
            sentence.setCharAt(0, Character.toUpperCase(sentence.charAt(0)));
            text.append(i == 0 ? "" : " ").append(sentence).append('.');
        }
        return text.toString();
    }

    /** Paragraphs of about 230 tokens each, which fill a chunk of 400 alone. */
    static List<String> paragraphs(long seed, int count) {
        Random random = new Random(seed);
        List<String> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(paragraph(random, 18));
        }
        return out;
    }

    /**
     * A PDF whose pages all draw the same long content: small on disk, and its reader has to go through every operator of
     * every page.
     */
    static byte[] slowPdf(int pages, int operators) {
        List<byte[]> objects = new ArrayList<>();
        objects.add(ascii("<< /Type /Catalog /Pages 2 0 R >>"));
        StringBuilder kids = new StringBuilder();
        for (int i = 0; i < pages; i++) {
            kids.append(5 + i).append(" 0 R ");
        }
        objects.add(ascii("<< /Type /Pages /Count " + pages + " /Kids [" + kids + "] >>"));
        objects.add(ascii("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"));
        byte[] content = deflated("BT /F1 12 Tf 72 700 Td (The slow page has one line.) Tj ET\n"
                + "q 1 0 0 1 0 0 cm Q\n".repeat(operators));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(ascii("<< /Length " + content.length + " /Filter /FlateDecode >>\nstream\n"));
        stream.writeBytes(content);
        stream.writeBytes(ascii("\nendstream"));
        objects.add(stream.toByteArray());
        for (int i = 0; i < pages; i++) {
            objects.add(ascii("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
                    + " /Resources << /Font << /F1 3 0 R >> >> >>"));
        }
        return assembled(objects);
    }

    private static byte[] assembled(List<byte[]> objects) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("%PDF-1.4\n"));
        StringBuilder references = new StringBuilder("0000000000 65535 f \n");
        for (int i = 0; i < objects.size(); i++) {
            references.append(String.format(java.util.Locale.ROOT, "%010d 00000 n %n", out.size()));
            out.writeBytes(ascii((i + 1) + " 0 obj\n"));
            out.writeBytes(objects.get(i));
            out.writeBytes(ascii("\nendobj\n"));
        }
        int start = out.size();
        out.writeBytes(ascii("xref\n0 " + (objects.size() + 1) + "\n" + references + "trailer\n<< /Size "
                + (objects.size() + 1) + " /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n"));
        return out.toByteArray();
    }

    private static byte[] deflated(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream zip = new DeflaterOutputStream(out)) {
            zip.write(ascii(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
