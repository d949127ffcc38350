/** Tests of the lake against a real PostgreSQL and outside readers. */
@NullMarked
package dev.freshet.lake;

import org.jspecify.annotations.NullMarked;
