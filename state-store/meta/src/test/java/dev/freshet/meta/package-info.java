/** Tests of the ledger against a real PostgreSQL. */
@NullMarked
package dev.freshet.meta;

import org.jspecify.annotations.NullMarked;
