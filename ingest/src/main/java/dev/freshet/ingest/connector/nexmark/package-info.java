/** The events of the Nexmark benchmark: persons, auctions and bids of an auction house, made up from a seed. */
@NullMarked
package dev.freshet.ingest.connector.nexmark;

import org.jspecify.annotations.NullMarked;
