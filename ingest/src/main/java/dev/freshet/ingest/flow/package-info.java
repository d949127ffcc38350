/** Flow control between sources and the epoch loop: bounded lanes, and the cutter that groups intakes into epochs. */
@NullMarked
package dev.freshet.ingest.flow;

import org.jspecify.annotations.NullMarked;
