/** Decisions about deployments, without any process. */
@NullMarked
package dev.freshet.server.deploy;

import org.jspecify.annotations.NullMarked;
