/** The ports of durability: ledger, journal, snapshots and memo. */
@NullMarked
package dev.freshet.spi.store;

import org.jspecify.annotations.NullMarked;
