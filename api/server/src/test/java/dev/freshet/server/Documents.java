package dev.freshet.server;

/** Pipeline documents for tests. */
final class Documents {
    private Documents() {}

    /** A pushed table and a view over it. */
    static String totals(String name) {
        return document(name, "SELECT customer, SUM(amount) AS amount FROM orders GROUP BY customer", "");
    }

    static String running(String name) {
        return document(
                name,
                "SELECT customer, SUM(amount) AS amount FROM orders GROUP BY customer",
                "  desired_state: RUNNING\n");
    }

    static String document(String name, String query, String more) {
        return """
                api_version: freshet/v1
                kind: Pipeline
                metadata:
                  name: %s
                  description: Totals by customer
                spec:
                %s  sources:
                    orders:
                      connector: push
                      columns: {id: BIGINT NOT NULL, customer: VARCHAR, amount: "DECIMAL(12,2)"}
                      primary_key: [id]
                  sql: |
                    CREATE VIEW totals AS %s;
                """.formatted(name, more, query);
    }
}
