/** The ports of the outside world: sources that yield intakes and sinks that apply committed epochs. */
@NullMarked
package dev.freshet.spi.connect;

import org.jspecify.annotations.NullMarked;
