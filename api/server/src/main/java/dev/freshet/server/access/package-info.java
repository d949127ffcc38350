/** Who calls, which route is meant, what is refused and how a refusal reads. Knows no framework. */
@NullMarked
package dev.freshet.server.access;

import org.jspecify.annotations.NullMarked;
