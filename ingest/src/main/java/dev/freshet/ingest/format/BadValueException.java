package dev.freshet.ingest.format;

/** A record that cannot become a row. Without a stack trace: it is an answer, not a fault. */
public final class BadValueException extends RuntimeException {
    private final String code;
    private final String detail;

    /** {@code code} is one of {@link dev.freshet.spi.connect.Rejected}'s; {@code detail} one sentence for people. */
    public BadValueException(String code, String detail) {
        super(code + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    static BadValueException value(String detail) {
        return new BadValueException("bad_value", detail);
    }

    static BadValueException json(String detail) {
        return new BadValueException("bad_json", detail);
    }

    static BadValueException csv(String detail) {
        return new BadValueException("bad_csv", detail);
    }
}
