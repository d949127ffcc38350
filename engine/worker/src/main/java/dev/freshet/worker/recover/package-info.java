/** How a worker gets to the head: newest snapshot, journal, and what a changed definition makes different. */
@NullMarked
package dev.freshet.worker.recover;

import org.jspecify.annotations.NullMarked;
