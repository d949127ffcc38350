package dev.freshet.ingest.connector.postgres;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.connector.Connectors;
import dev.freshet.ingest.connector.SinkConformance;
import dev.freshet.ingest.connector.files.FileBounds;
import dev.freshet.spi.connect.Sink;
import dev.freshet.stack.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The suite over a real database; each test has one of its own. */
abstract class PostgresSinkConformance extends SinkConformance {
    static final JsonMapper JSON = new JsonMapper();

    final TestPostgres postgres = TestPostgres.shared();
    final String database = postgres.createDatabase();

    Sink sink(String entry) throws Exception {
        ObjectNode connection = JSON.createObjectNode().put("url", postgres.libpqUrl(database));
        Connectors connectors = new Connectors(new Connectors.Context(
                "uid", Path.of("."), FileBounds.NONE, Path.of("."), Map.of("db", connection), true));
        return connectors.sink("out", JSON.readTree(entry), SCHEMA);
    }

    @Override
    protected List<String> content() throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection c = postgres.connect(database);
                Statement s = c.createStatement();
                ResultSet rs = s.executeQuery("SELECT id, name, amount FROM reports.out_table")) {
            while (rs.next()) {
                rows.add(rs.getString(1) + "|" + rs.getString(2) + "|" + rs.getString(3));
            }
        }
        return rows;
    }
}
