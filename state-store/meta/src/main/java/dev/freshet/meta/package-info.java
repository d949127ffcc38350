/** The ledger in Postgres: the commit point of every epoch, the fence between owners, the memo and stored replies. */
@NullMarked
package dev.freshet.meta;

import org.jspecify.annotations.NullMarked;
