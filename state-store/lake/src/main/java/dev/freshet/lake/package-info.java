/**
 * The open lake: journal, changelogs, bad records and snapshots of a pipeline as Iceberg tables, all swapped at once by
 * the ledger's transaction.
 */
@NullMarked
package dev.freshet.lake;

import org.jspecify.annotations.NullMarked;
