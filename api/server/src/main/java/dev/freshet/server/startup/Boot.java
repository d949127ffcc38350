package dev.freshet.server.startup;

import dev.freshet.server.wiring.ReconcileLoop;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.eclipse.microprofile.config.Config;

/** What happens once the schema is migrated: the roles get their passwords, the seed is sown, the reconciler starts. */
@ApplicationScoped
public class Boot {
    private final javax.sql.DataSource owner;
    private final Config config;
    private final Seeder seeder;
    private final ReconcileLoop loop;

    public Boot(@DataSource("owner") javax.sql.DataSource owner, Config config, Seeder seeder, ReconcileLoop loop) {
        this.owner = owner;
        this.config = config;
        this.seeder = seeder;
        this.loop = loop;
    }

    void start(@Observes StartupEvent event) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            login(connection, "freshet_api", config.getValue("freshet.db.api.password", String.class));
            login(connection, "freshet_reconciler", config.getValue("freshet.db.reconciler.password", String.class));
        }
        seeder.sow();
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
    }

    private static void login(Connection connection, String role, String password) throws SQLException {
        String alter = "select format('ALTER ROLE %I LOGIN PASSWORD %L', ?::text, ?::text)";
        try (PreparedStatement format = connection.prepareStatement(alter);
                Statement statement = connection.createStatement()) {
            format.setString(1, role);
            format.setString(2, password);
            try (ResultSet result = format.executeQuery()) {
                result.next();
                statement.execute(result.getString(1));
            }
        }
    }
}
