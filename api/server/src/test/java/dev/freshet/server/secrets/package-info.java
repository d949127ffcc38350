/** What sealing keeps and refuses. */
@NullMarked
package dev.freshet.server.secrets;

import org.jspecify.annotations.NullMarked;
