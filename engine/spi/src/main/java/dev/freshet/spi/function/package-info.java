/** Functions that live outside the engine's core: pure table functions and costly calls behind the memo. */
@NullMarked
package dev.freshet.spi.function;

import org.jspecify.annotations.NullMarked;
