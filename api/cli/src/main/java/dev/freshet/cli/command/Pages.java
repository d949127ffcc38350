package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.cli.client.Api;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Reply;

/** Follows the pages of a list. */
final class Pages {
    private static final int LARGEST = 1000;

    private Pages() {}

    /**
     * The first reply with the items of the following pages added, up to a number of items. The token of the next page
     * stays in it when more are left.
     */
    static ObjectNode read(Api api, Call call, int limit) {
        ObjectNode all = page(api, call, limit);
        ArrayNode items = all.withArray("items");
        String next = token(all);
        while (!next.isEmpty() && items.size() < limit) {
            JsonNode more = page(api, call.query("page_token", next), limit - items.size());
            more.path("items").forEach(items::add);
            next = token(more);
            all.set("next_page_token", more.path("next_page_token"));
        }
        return all;
    }

    private static ObjectNode page(Api api, Call call, int wanted) {
        JsonNode page = api.send(call.query("page_size", Math.clamp(wanted, 1, LARGEST)))
                .json();
        return page instanceof ObjectNode object ? object : Reply.JSON.createObjectNode();
    }

    private static String token(JsonNode page) {
        return page.path("next_page_token").isTextual()
                ? page.path("next_page_token").asText()
                : "";
    }
}
