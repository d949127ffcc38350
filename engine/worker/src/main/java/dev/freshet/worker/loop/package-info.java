/** The epoch loop: cut, step, commit, publish. One platform thread; everything else reaches it through queues. */
@NullMarked
package dev.freshet.worker.loop;

import org.jspecify.annotations.NullMarked;
