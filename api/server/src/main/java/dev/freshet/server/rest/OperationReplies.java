package dev.freshet.server.rest;

import dev.freshet.server.wiring.db.OperationRow;

/** How an accepted operation is answered. */
final class OperationReplies {
    private OperationReplies() {}

    static Reply accepted(String tenant, OperationRow row) {
        return Reply.of(202, Views.operation(row))
                .header("Location", "/api/v1/tenants/" + tenant + "/operations/" + row.id)
                .header("Retry-After", "1");
    }
}
