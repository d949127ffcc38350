/** One pipeline in memory, without any IO: intakes in, epoch record out, views that show committed epochs only. */
@NullMarked
package dev.freshet.worker.engine;

import org.jspecify.annotations.NullMarked;
