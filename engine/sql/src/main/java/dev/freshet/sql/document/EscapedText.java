package dev.freshet.sql.document;

/**
 * Places inside a text that is written on one or more source lines, possibly with escapes: walks source and value side by
 * side.
 */
final class EscapedText implements Tree.Inside {
    private final String source;
    private final int start;
    private final Place startPlace;
    private final String value;

    /** {@code start} is the index of the first character after the opening quote. */
    EscapedText(String source, int start, Place startPlace, String value) {
        this.source = source;
        this.start = start;
        this.startPlace = startPlace;
        this.value = value;
    }

    @Override
    public Place at(int line, int column) {
        int target = offset(line, column);
        int at = start;
        for (int i = 0; i < target && at < source.length(); i++) {
            at = next(at);
        }
        return place(at);
    }

    private int offset(int line, int column) {
        int from = 0;
        for (int l = 1; l < line; l++) {
            int end = value.indexOf('\n', from);
            if (end < 0) {
                break;
            }
            from = end + 1;
        }
        return Math.min(value.length(), from + column - 1);
    }

    private int next(int at) {
        if (source.charAt(at) != '\\' || at + 1 >= source.length()) {
            return at + 1;
        }
        return switch (source.charAt(at + 1)) {
            case 'u' -> at + 6;
            case 'x' -> at + 4;
            default -> at + 2;
        };
    }

    private Place place(int at) {
        int line = startPlace.line();
        int lineStart = start - (startPlace.column() - 1);
        for (int i = start; i < Math.min(at, source.length()); i++) {
            if (source.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(line, at - lineStart + 1);
    }
}
