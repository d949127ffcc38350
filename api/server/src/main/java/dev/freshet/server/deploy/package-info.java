/** Desired against observed: what to launch, stop and restart, and how a local worker process is started. Knows no framework. */
@NullMarked
package dev.freshet.server.deploy;

import org.jspecify.annotations.NullMarked;
