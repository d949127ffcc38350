/** The control plane against a real PostgreSQL and tokens signed by keys of the test's own. */
@NullMarked
package dev.freshet.server;

import org.jspecify.annotations.NullMarked;
