/** Settings, migration, seed and the order in which they come up. */
@NullMarked
package dev.freshet.server.startup;

import org.jspecify.annotations.NullMarked;
