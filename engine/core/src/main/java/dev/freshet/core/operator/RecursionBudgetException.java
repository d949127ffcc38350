package dev.freshet.core.operator;

/** A recursion that does not end, as far as one is willing to wait. The circuit cannot go on after it. */
public final class RecursionBudgetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RecursionBudgetException(String message) {
        super(message);
    }
}
