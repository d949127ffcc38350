package dev.freshet.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvDecoderTest {
    private static final Schema SCHEMA = Schema.of(
            new Field("id", Type.INTEGER.notNull()),
            new Field("name", Type.TEXT.nullable()),
            new Field("tags", new Type.Array(Type.TEXT.nullable()).nullable()));

    private static Decoding push(String text) {
        return Decoding.of(Format.CSV, DecodeOptions.PUSHED_ROWS, SCHEMA, text);
    }

    @Test
    void emptyIsNullAndQuotedEmptyIsTheEmptyText() {
        Decoding d = push("name,id\r\n,1\r\n\"\",2\r\n\"a, \"\"b\"\"\n\",3\r\n\r\n");
        assertThat(d.rejected()).isEmpty();
        assertThat(d.rows())
                .containsExactly(
                        Arrays.asList(1L, null, null),
                        Arrays.asList(2L, "", null),
                        Arrays.asList(3L, "a, \"b\"\n", null));
    }

    @Test
    void badRecordsNameTheirLine() {
        Decoding d = push("""
                id,name,tags
                1,"two
                lines",
                2,b
                3,c,,
                4,d"x,
                5,"e"x,
                x,f,
                ,g,
                8,h,"[""a"",null]"
                9,"never closed,
                10,j,
                """);
        assertThat(d.codes())
                .containsExactly("bad_csv", "bad_csv", "bad_csv", "bad_csv", "bad_value", "missing_value", "bad_csv");
        assertThat(d.rejected())
                .extracting(r -> r.origin().get("line"))
                .containsExactly("4", "5", "6", "7", "8", "9", "11");
        assertThat(d.rows()).extracting(List::getFirst).containsExactly(1L, 8L, 10L);
        assertThat(d.rows().get(1).get(2)).isEqualTo(Arrays.asList("a", null));
        assertThat(d.rejected().getFirst().detail())
                .isEqualTo("The record has 2 fields, but the header has 3 columns; add the missing fields.");
    }

    @Test
    void aBadHeaderMakesEveryLineABadRecordWhenPushed() {
        assertThat(push("id,Name\n1,a\n2,b\n").codes())
                .containsExactly("unknown_column", "unknown_column", "unknown_column");
        assertThat(Decoding.of(Format.CSV, DecodeOptions.FILE_LINES, SCHEMA, "id,Name\n1,a\n")
                        .rows())
                .containsExactly(Arrays.asList(1L, null, null));
    }

    @Test
    void messagesHaveNoHeader() {
        Decoding d = Decoding.of(Format.CSV, DecodeOptions.MESSAGE, SCHEMA, "7,x,[]");
        assertThat(d.onlyRow()).isEqualTo(List.of(7L, "x", List.of()));
    }

    @Test
    void anInputMayComeInPieces() {
        byte[] text = "\ufeffid,name,tags\r\n1,\"a\r\n\"\"b\",\r\n2,ü,\r\n".getBytes(StandardCharsets.UTF_8);
        for (int cut = 3; cut <= text.length; cut++) {
            DecodedRows out = new DecodedRows("t", SCHEMA);
            Decoder decoder = Format.CSV.decoder(SCHEMA, DecodeOptions.FILE_LINES);
            decoder.start(1);
            int at = decoder.decode(text, 0, cut, false, out);
            decoder.decode(text, at, text.length, true, out);
            Decoding d = Decoding.of(SCHEMA, out);
            assertThat(d.rejected()).isEmpty();
            assertThat(d.rows()).containsExactly(Arrays.asList(1L, "a\r\n\"b", null), Arrays.asList(2L, "ü", null));
        }
    }

    @Test
    void invalidUtf8IsABadRecord() {
        byte[] text = "id,name\n1,?\n2,b\n".getBytes(StandardCharsets.UTF_8);
        text[10] = (byte) 0xc3;
        DecodedRows out = new DecodedRows("t", SCHEMA);
        out.origin(Map.of("file", "x"));
        Format.CSV.decoder(SCHEMA, DecodeOptions.FILE_LINES).decodeAll(text, out);
        Decoding d = Decoding.of(SCHEMA, out);
        assertThat(d.codes()).containsExactly("bad_csv");
        assertThat(d.rejected().getFirst().origin()).isEqualTo(Map.of("file", "x", "line", "2"));
        assertThat(d.rows()).hasSize(1);
    }
}
