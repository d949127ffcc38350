package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import java.util.List;

/** Makes the evaluator of one call; refuses argument types that it does not know with an IllegalArgumentException. */
public interface FunctionFactory {
    Evaluator make(Expression.Call call, List<Evaluator> arguments, EvaluationContext context);
}
