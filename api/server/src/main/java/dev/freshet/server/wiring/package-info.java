/** Builds the rooms out of constructors and gives them their database. */
@NullMarked
package dev.freshet.server.wiring;

import org.jspecify.annotations.NullMarked;
