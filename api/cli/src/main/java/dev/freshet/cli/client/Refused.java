package dev.freshet.cli.client;

import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import org.jspecify.annotations.Nullable;

/** The service said no. Carries the document that it speaks about, so that the place can be shown. */
public final class Refused extends Fault {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient @Nullable Source source;

    /** The text that was sent, under the name that the user knows. */
    public record Source(String name, String text) {}

    public Refused(Problem problem) {
        this(problem, null);
    }

    private Refused(Problem problem, @Nullable Source source) {
        super(Exit.ofStatus(problem.status(), problem.code()), problem.title() + " (" + problem.code() + ")");
        this.problem = problem;
        this.source = source;
    }

    /** The refusal itself. */
    public Problem problem() {
        return problem;
    }

    /** What was sent, where it was a document. */
    public @Nullable Source source() {
        return source;
    }

    /** The same refusal, of that document. */
    public Refused about(String name, String text) {
        return new Refused(problem, new Source(name, text));
    }
}
