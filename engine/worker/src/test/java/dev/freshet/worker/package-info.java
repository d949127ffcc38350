/** The worker as a real process on a real Postgres: pushed to, killed, started again. */
@NullMarked
package dev.freshet.worker;

import org.jspecify.annotations.NullMarked;
