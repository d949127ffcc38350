package dev.freshet.ingest.connector.postgres;

import dev.freshet.spi.connect.Sink;

class PostgresKeyedSinkTest extends PostgresSinkConformance {
    @Override
    protected Sink sink() throws Exception {
        return sink("""
                {"connector": "postgres", "connection": "db", "schema": "reports", "table": "out_table", "key": ["id"]}
                """);
    }
}
