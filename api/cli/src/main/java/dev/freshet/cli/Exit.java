package dev.freshet.cli;

/** How the process ends; scripts rely on the numbers. */
public enum Exit {
    OK(0),
    FAILURE(1),
    USAGE(2),
    DIFF(3),
    AUTH(4),
    NOT_FOUND(5),
    CONFLICT(6),
    TIMEOUT(7),
    QUOTA(8);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** The process's exit code. */
    public int code() {
        return code;
    }

    /** What an HTTP status means for a script. A problem code that speaks of a quota wins over the status. */
    public static Exit ofStatus(int status, String problem) {
        if (problem.contains("quota")) {
            return QUOTA;
        }
        return switch (status) {
            case 401, 403 -> AUTH;
            case 404, 410 -> NOT_FOUND;
            case 409, 412, 428 -> CONFLICT;
            case 408, 504 -> TIMEOUT;
            case 429 -> QUOTA;
            default -> FAILURE;
        };
    }
}
