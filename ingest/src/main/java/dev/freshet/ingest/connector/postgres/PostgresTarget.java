package dev.freshet.ingest.connector.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Settings;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a sink writes.
 *
 * @param url for JDBC, without the login
 * @param schema empty: the login's current schema
 */
record PostgresTarget(String url, Optional<String> user, Optional<String> password, Optional<String> schema) {
    static PostgresTarget of(JsonNode connection) {
        Settings settings = new Settings(connection);
        String url = settings.required("url");
        Optional<String> user = settings.text("user");
        Optional<String> password = settings.text("password");
        if (!url.startsWith("jdbc:")) {
            URI uri = URI.create(url);
            String[] login = uri.getUserInfo() == null
                    ? new String[0]
                    : uri.getUserInfo().split(":", 2);
            user = user.or(() -> login.length > 0 ? Optional.of(login[0]) : Optional.empty());
            password = password.or(() -> login.length > 1 ? Optional.of(login[1]) : Optional.empty());
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            int port = uri.getPort() < 0 ? 5432 : uri.getPort();
            url = "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query;
        }
        return new PostgresTarget(url, user, password, settings.text("schema"));
    }

    Connection connect(String application) {
        Properties properties = new Properties();
        user.ifPresent(u -> properties.setProperty("user", u));
        password.ifPresent(p -> properties.setProperty("password", p));
        properties.setProperty("ApplicationName", application);
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("options", "-c TimeZone=UTC -c datestyle=ISO");
        try {
            Connection connection = DriverManager.getConnection(url, properties);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new ConnectorException("cannot reach the database", e);
        }
    }
}
