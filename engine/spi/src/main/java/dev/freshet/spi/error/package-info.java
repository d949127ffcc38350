/** Codes and shapes of everything that can go wrong, shared by API, CLI and console. */
@NullMarked
package dev.freshet.spi.error;

import org.jspecify.annotations.NullMarked;
