package dev.freshet.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What several commands make of their arguments. */
final class Inputs {
    private Inputs() {}

    /** A POST below a pipeline that may be sent again. */
    static Call post(String pipeline, String... below) {
        List<String> path = new ArrayList<>(List.of("pipelines", pipeline));
        path.addAll(List.of(below));
        return Call.of("POST", path.toArray(String[]::new))
                .header("Idempotency-Key", UUID.randomUUID().toString());
    }

    /** JSON out of a flag's value. */
    static JsonNode json(String text, String flag) {
        try {
            return Reply.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Fault(Exit.USAGE, flag + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
