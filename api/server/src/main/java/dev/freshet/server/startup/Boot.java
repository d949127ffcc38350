package dev.freshet.server.startup;

import dev.freshet.server.function.FunctionLoop;
import dev.freshet.server.wiring.ReconcileLoop;
import dev.freshet.server.wiring.WakeQueue;
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
    private final WakeQueue wakes;
    private final FunctionLoop function;

    public Boot(
            @DataSource("owner") javax.sql.DataSource owner,
            Config config,
            Seeder seeder,
            ReconcileLoop loop,
            WakeQueue wakes,
            FunctionLoop function) {
        this.owner = owner;
        this.config = config;
        this.seeder = seeder;
        this.loop = loop;
        this.wakes = wakes;
        this.function = function;
    }

    void start(@Observes StartupEvent event) throws SQLException {
        try (Connection connection = owner.getConnection()) {
            login(connection, "freshet_api", config.getValue("freshet.db.api.password", String.class));
            login(connection, "freshet_reconciler", config.getValue("freshet.db.reconciler.password", String.class));
            if (function.isFunction()) {
                closeIdle(connection);
            }
        }
        seeder.sow();
        loop.start();
        if (function.isFunction()) {
            function.start();
        } else {
            wakes.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        wakes.close();
        loop.stop();
    }

    /** A frozen process closes nothing, and a database with open sessions does not pause. */
    private static void closeIdle(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String role : new String[] {"freshet_api", "freshet_reconciler"}) {
                statement.execute("alter role " + role + " set idle_session_timeout = '30s'");
            }
        }
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
