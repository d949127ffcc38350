/** The world behind ports: clock, failpoints; so that the protocol can be simulated and broken on purpose. */
@NullMarked
package dev.freshet.spi.sys;

import org.jspecify.annotations.NullMarked;
