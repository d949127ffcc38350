package dev.freshet.server.access;

/** Ends a request with a problem. Carries no stack trace: it is an answer, not a fault. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    public Refusal(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What the client gets. */
    public Problem problem() {
        return problem;
    }
}
