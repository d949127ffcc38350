package dev.freshet.core.expr;

import dev.freshet.spi.data.ColumnBatch;

/** Computes an expression for all rows of a batch; holds no state between calls, one thread at a time. */
public interface Evaluator {
    Vec evaluate(ColumnBatch batch);
}
