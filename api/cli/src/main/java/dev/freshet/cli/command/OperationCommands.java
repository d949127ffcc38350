package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Session;
import dev.freshet.cli.output.Table;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Operations by their id. */
@Command(name = "op", description = "Follow operations.")
public final class OperationCommands {
    private final Session session;

    public OperationCommands(Session session) {
        this.session = session;
    }

    @Command(description = "What an operation is doing.")
    int get(@Parameters(paramLabel = "ID") String id) {
        return show(new Operations(session).get(id));
    }

    @Command(description = "Wait for its end; exit code 1 when it failed, 7 when it takes longer than --timeout.")
    int wait(@Parameters(paramLabel = "ID") String id) {
        Operations operations = new Operations(session);
        return show(operations.await(operations.get(id), session.wait(Duration.ofMinutes(5))));
    }

    private int show(JsonNode operation) {
        session.printer().show(operation, () -> {
            Table table = new Table("OPERATION", Table.cell(operation.path("id")));
            for (String field : new String[] {"type", "target", "state", "progress", "error"}) {
                table.add(field, Table.cell(operation.path(field)));
            }
            return table.toString();
        });
        return Exit.OK.code();
    }
}
