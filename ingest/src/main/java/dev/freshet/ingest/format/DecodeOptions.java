package dev.freshet.ingest.format;

/**
 * How a decoder reads.
 *
 * @param refuseUnknown a field that is no column makes the record a bad one; otherwise it is ignored
 * @param changes each record is an envelope {@code {"op": …, "row": {…}}}; JSON only
 * @param wholeInput the input is one record, however many lines it has; otherwise JSON records are lines
 * @param header the first CSV record names the columns; otherwise they stand in the schema's order
 */
public record DecodeOptions(boolean refuseUnknown, boolean changes, boolean wholeInput, boolean header) {
    /** Lines of a request, a row each. */
    public static final DecodeOptions PUSHED_ROWS = new DecodeOptions(true, false, false, true);

    /** Lines of a request, a change each. */
    public static final DecodeOptions PUSHED_CHANGES = new DecodeOptions(true, true, false, true);

    /** Lines of a file. */
    public static final DecodeOptions FILE_LINES = new DecodeOptions(false, false, false, true);

    /** One message of a stream. */
    public static final DecodeOptions MESSAGE = new DecodeOptions(false, false, true, false);
}
