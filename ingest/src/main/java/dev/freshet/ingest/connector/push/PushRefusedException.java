package dev.freshet.ingest.connector.push;

/** A request that is refused as a whole, with the HTTP status and stable code of its answer. */
public final class PushRefusedException extends RuntimeException {
    private final int status;
    private final String code;

    public PushRefusedException(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
