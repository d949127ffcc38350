/** A view kept current as a table of a PostgreSQL database. */
@NullMarked
package dev.freshet.ingest.connector.postgres;

import org.jspecify.annotations.NullMarked;
