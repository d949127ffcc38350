package dev.freshet.core.expr;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Hashes, bytes as text and text as bytes, quoting, FORMAT. */
final class Encodings {
    private static final Pattern FORMAT = Pattern.compile("%(?:(\\d+)\\$)?(-?)(\\d+|\\*)?([sIL%])|%");

    private Encodings() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("md5", Boxed.strict(a -> HexFormat.of().formatHex(digest("MD5", a.get(0)))));
        for (String bits : List.of("224", "256", "384", "512")) {
            r.put("sha" + bits, Boxed.strict(a -> new ByteString(digest("SHA-" + bits, a.get(0)))));
        }
        r.put("crc32", Boxed.strict(a -> crc(new CRC32(), a)));
        r.put("crc32c", Boxed.strict(a -> crc(new CRC32C(), a)));
        r.put("to_hex", digits(16));
        r.put("to_oct", digits(8));
        r.put("to_bin", digits(2));
        r.put("encode", Boxed.strict(a -> encode(bytes(a.get(0)), text(a, 1))));
        r.put("decode", Boxed.strict(a -> new ByteString(decode(text(a, 0), text(a, 1)))));
        r.put("convert_from", Boxed.strict(a -> decoded(bytes(a.get(0)), text(a, 1))));
        r.put("convert_to", Boxed.strict(a -> new ByteString(text(a, 0).getBytes(charset(text(a, 1))))));
        r.put("get_byte", Boxed.strict(a -> (long) (bytes(a.get(0))[index(a)] & 0xff)));
        r.put("set_byte", Boxed.strict(Encodings::setByte));
        r.put("bit_count", Boxed.strict(a -> bitCount(bytes(a.get(0)))));
        r.put("quote_literal", Boxed.strict(a -> quoteLiteral(text(a, 0))));
        r.put("quote_nullable", Boxed.lenient(a -> a.get(0) == null ? "NULL" : quoteLiteral(text(a, 0))));
        r.put("quote_ident", Boxed.strict(a -> quoteIdent(text(a, 0))));
        r.put("format", Boxed.lenient(Encodings::format));
        r.put("unistr", Boxed.strict(a -> unistr(text(a, 0))));
    }

    private static String text(List<@Nullable Object> a, int i) {
        return String.valueOf(a.get(i));
    }

    private static byte[] bytes(@Nullable Object v) {
        return v instanceof ByteString b ? b.toArray() : String.valueOf(v).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] digest(String algorithm, @Nullable Object v) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes(v));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Long crc(java.util.zip.Checksum sum, List<@Nullable Object> a) {
        sum.update(bytes(a.get(0)));
        return sum.getValue();
    }

    /** Negative numbers show as two's complement of their type's width. */
    private static FunctionFactory digits(int base) {
        return (call, arguments, _) -> {
            boolean narrow = call.argument(0).type().type() instanceof Type.Int(int bits) && bits <= 32;
            return Boxed.evaluator(
                    call,
                    arguments,
                    true,
                    a -> Long.toUnsignedString(number(a.get(0)) & (narrow ? 0xFFFFFFFFL : -1L), base));
        };
    }

    private static long number(@Nullable Object v) {
        return v instanceof Long n ? n : 0;
    }

    private static RowException bad(String detail) {
        return new RowException("bad_value", detail);
    }

    private static String encode(byte[] b, String format) {
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "hex" -> HexFormat.of().formatHex(b);
            case "base64" -> Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(b);
            case "base64url" -> Base64.getUrlEncoder().withoutPadding().encodeToString(b);
            case "escape" -> escape(b);
            default -> throw bad("unrecognized encoding: " + format);
        };
    }

    private static String escape(byte[] b) {
        StringBuilder out = new StringBuilder();
        for (byte x : b) {
            if (x == 0 || x < 0) {
                out.append(String.format(Locale.ROOT, "\\%03o", x & 0xff));
            } else {
                out.append(x == '\\' ? "\\\\" : String.valueOf((char) x));
            }
        }
        return out.toString();
    }

    private static byte[] decode(String s, String format) {
        try {
            return switch (format.toLowerCase(Locale.ROOT)) {
                case "hex" -> HexFormat.of().parseHex(s.replaceAll("\\s", ""));
                case "base64" -> Base64.getDecoder().decode(s.replaceAll("\\s", ""));
                case "base64url" -> Base64.getUrlDecoder().decode(s);
                case "escape" -> unescape(s);
                default -> throw bad("unrecognized encoding: " + format);
            };
        } catch (IllegalArgumentException e) {
            throw bad("not " + format + ": " + e.getMessage());
        }
    }

    private static byte[] unescape(String s) {
        Matcher m = Pattern.compile("\\\\(\\\\|[0-3][0-7]{2})").matcher(s);
        StringBuilder out = new StringBuilder();
        while (m.find()) {
            String what = m.group(1);
            String plain = what.equals("\\") ? "\\" : String.valueOf((char) Integer.parseInt(what, 8));
            m.appendReplacement(out, Matcher.quoteReplacement(plain));
        }
        return m.appendTail(out).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Charset charset(String name) {
        try {
            return switch (name.toUpperCase(Locale.ROOT)) {
                case "UTF8" -> StandardCharsets.UTF_8;
                case "LATIN1" -> StandardCharsets.ISO_8859_1;
                case "SQL_ASCII" -> StandardCharsets.US_ASCII;
                default -> Charset.forName(name);
            };
        } catch (IllegalArgumentException e) {
            throw bad("invalid encoding name \"" + name + "\"");
        }
    }

    private static String decoded(byte[] b, String name) {
        try {
            String s = charset(name).newDecoder().decode(ByteBuffer.wrap(b)).toString();
            if (s.indexOf(0) >= 0) {
                throw bad("a text cannot hold the character 0");
            }
            return s;
        } catch (CharacterCodingException e) {
            throw bad("invalid byte sequence for encoding \"" + name + "\"");
        }
    }

    private static int index(List<@Nullable Object> a) {
        long i = number(a.get(1));
        if (i < 0 || i >= bytes(a.get(0)).length) {
            throw bad("index " + i + " out of valid range");
        }
        return (int) i;
    }

    private static ByteString setByte(List<@Nullable Object> a) {
        byte[] b = bytes(a.get(0)).clone();
        b[index(a)] = (byte) number(a.get(2));
        return new ByteString(b);
    }

    private static Long bitCount(byte[] b) {
        long n = 0;
        for (byte x : b) {
            n += Integer.bitCount(x & 0xff);
        }
        return n;
    }

    private static String quoteLiteral(String s) {
        String quoted = "'" + s.replace("'", "''").replace("\\", "\\\\") + "'";
        return s.contains("\\") ? "E" + quoted : quoted;
    }

    private static String quoteIdent(String s) {
        return s.matches("[a-z_][a-z0-9_$]*") ? s : "\"" + s.replace("\"", "\"\"") + "\"";
    }

    /** FORMAT: {@code %s}, {@code %I}, {@code %L}, with position and width. Arguments come as texts. */
    private static @Nullable Object format(List<@Nullable Object> a) {
        if (a.get(0) == null) {
            return null;
        }
        Matcher m = FORMAT.matcher(text(a, 0));
        StringBuilder out = new StringBuilder();
        int next = 1;
        while (m.find()) {
            if (m.group(4) == null) {
                throw bad("unrecognized format() type specifier");
            }
            if (m.group(4).equals("%")) {
                m.appendReplacement(out, "%");
                continue;
            }
            next = m.group(1) == null ? next : Integer.parseInt(m.group(1));
            if (next < 1 || next >= a.size()) {
                throw bad("too few arguments for format()");
            }
            m.appendReplacement(out, Matcher.quoteReplacement(padded(shown(a.get(next), m.group(4)), m)));
            next++;
        }
        return m.appendTail(out).toString();
    }

    private static String shown(@Nullable Object v, String kind) {
        return switch (kind) {
            case "I" -> {
                if (v == null) {
                    throw bad("null values cannot be formatted as an SQL identifier");
                }
                yield quoteIdent(v.toString());
            }
            case "L" -> v == null ? "NULL" : quoteLiteral(v.toString());
            default -> v == null ? "" : v.toString();
        };
    }

    private static String padded(String s, Matcher m) {
        if (m.group(3) == null) {
            return s;
        }
        int fill = Integer.parseInt(m.group(3)) - s.codePointCount(0, s.length());
        String blanks = " ".repeat(Math.clamp(fill, 0, 10_000));
        return m.group(2).isEmpty() ? blanks + s : s + blanks;
    }

    private static String unistr(String s) {
        Matcher m = Pattern.compile("\\\\(?:(\\\\)|\\+([0-9A-Fa-f]{6})|u?([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
                .matcher(s);
        StringBuilder out = new StringBuilder();
        while (m.find()) {
            String hex = m.group(2) != null ? m.group(2) : m.group(3) != null ? m.group(3) : m.group(4);
            String plain = hex == null ? "\\" : Character.toString(Integer.parseInt(hex, 16));
            m.appendReplacement(out, Matcher.quoteReplacement(plain));
        }
        return m.appendTail(out).toString();
    }
}
