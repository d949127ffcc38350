/** From Plan to Circuit: one operator per distinct plan node. */
@NullMarked
package dev.freshet.core.build;

import org.jspecify.annotations.NullMarked;
