package dev.freshet.server.rest;

import dev.freshet.server.access.Problem;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes problem documents of what resources throw. */
public class Failures {
    private final ProblemWriter problems;

    public Failures(ProblemWriter problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    public Response map(Throwable failure, RoutingContext http) {
        String id = ProblemWriter.requestId(http);
        return render(ProblemWriter.problemOf(failure, id), id);
    }

    /** The framework's own refusals, outside of what the gate guards. */
    @ServerExceptionMapper
    public Response map(WebApplicationException failure, RoutingContext http) {
        Response given = failure.getResponse();
        if (given.getStatus() < 400) {
            return given;
        }
        Problem problem = Problem.of(
                given.getStatus(),
                "http_" + given.getStatus(),
                given.getStatusInfo().getReasonPhrase(),
                "Refused.");
        return render(problem, ProblemWriter.requestId(http));
    }

    private Response render(Problem problem, String id) {
        Response.ResponseBuilder builder = Response.status(problem.status())
                .type(ProblemWriter.TYPE)
                .header("X-Request-Id", id)
                .entity(problems.render(problem, id));
        problem.headers().forEach(builder::header);
        return builder.build();
    }
}
