/** Folders as sources (whole documents, or the lines of CSV and JSON files) and as sinks. */
@NullMarked
package dev.freshet.ingest.connector.files;

import org.jspecify.annotations.NullMarked;
