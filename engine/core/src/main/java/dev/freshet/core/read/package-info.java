/** Queries that run once over given rows: what a shell and a server answer between two epochs. */
@NullMarked
package dev.freshet.core.read;

import org.jspecify.annotations.NullMarked;
