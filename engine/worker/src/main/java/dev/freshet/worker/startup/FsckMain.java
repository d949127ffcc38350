package dev.freshet.worker.startup;

import dev.freshet.lake.Fsck;
import dev.freshet.lake.PipelineCatalog;
import dev.freshet.lake.S3Settings;
import dev.freshet.meta.DatabaseSettings;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.id.TenantId;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checks the durable state of pipelines, whether they run or not, under the control plane's own login: its settings come
 * from the environment as for the control plane. Changes nothing.
 */
public final class FsckMain {
    private static final int UNSOUND = 1;
    private static final int USAGE = 2;
    private static final int SETTINGS = 78;
    /** Says on every start and end that it starts and ends. */
    private static final Logger QUIET = Logger.getLogger("com.zaxxer.hikari");

    private final Map<String, String> environment;
    private final PrintStream out;

    FsckMain(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    /** Words name tenants or pipelines, {@code acme} or {@code acme/support}; none means all. */
    public static void main(String[] words) {
        QUIET.setLevel(Level.WARNING);
        FsckMain fsck = new FsckMain(System.getenv(), System.out);
        try {
            System.exit(fsck.run(List.of(words)));
        } catch (MissingException e) {
            System.err.println("freshet fsck: " + e.getMessage());
            System.exit(SETTINGS);
        } catch (RuntimeException | SQLException e) {
            System.err.println("freshet fsck: the state cannot be looked at: " + e.getMessage());
            System.exit(UNSOUND);
        }
    }

    private static final class MissingException extends RuntimeException {
        MissingException(String name) {
            super(name + " is not set; it is needed as by the control plane");
        }
    }

    /** A pipeline as the ledger has it. */
    private record Entry(PipelineId pipeline, Generation generation, long head, long lake) {
        boolean isNamed(String word) {
            String tenant = pipeline.tenant().toString();
            return word.equals(tenant) || word.equals(tenant + "/" + pipeline.name());
        }
    }

    /** 0 when all is well, 1 when something is not, 2 when a word names nothing. */
    int run(List<String> words) throws SQLException {
        try (WorkerDatabase database = WorkerDatabase.open(login())) {
            List<Entry> all = entries(database);
            for (String word : words) {
                if (all.stream().noneMatch(e -> e.isNamed(word))) {
                    out.println(word + ": there is no such tenant or pipeline");
                    return USAGE;
                }
            }
            if (all.isEmpty()) {
                out.println("there are no pipelines");
            }
            boolean sound = true;
            for (Entry e : all) {
                if (words.isEmpty() || words.stream().anyMatch(e::isNamed)) {
                    sound &= check(e, database);
                }
            }
            return sound ? 0 : UNSOUND;
        }
    }

    private boolean check(Entry e, WorkerDatabase database) {
        String name = e.pipeline().tenant() + "/" + e.pipeline().name();
        String place = required("FRESHET_WAREHOUSE").replaceAll("/+$", "") + "/"
                + e.pipeline().tenant() + "/" + e.pipeline().uid();
        Fsck fsck = new Fsck(new PipelineCatalog(database, e.pipeline(), e.generation(), place, s3()));
        List<Fsck.Finding> findings = fsck.check();
        out.println(name + ": "
                + (findings.isEmpty() ? "sound" : findings.size() + (findings.size() == 1 ? " finding" : " findings"))
                + ", epoch " + e.head() + ", in the lake up to " + e.lake() + ", "
                + fsck.tables().size() + " tables");
        findings.forEach(f -> out.println("  " + f.code() + ": " + f.what()));
        return findings.isEmpty();
    }

    private static List<Entry> entries(WorkerDatabase database) throws SQLException {
        List<Entry> out = new ArrayList<>();
        try (Connection c = database.connection();
                Statement s = c.createStatement();
                ResultSet r =
                        s.executeQuery("SELECT tenant_id, pipeline, pipeline_uid, generation, head_epoch, lake_epoch"
                                + " FROM freshet.ledger ORDER BY tenant_id, pipeline")) {
            while (r.next()) {
                PipelineId pipeline =
                        new PipelineId(new TenantId(r.getString(1)), r.getString(2), r.getObject(3, UUID.class));
                out.add(new Entry(pipeline, new Generation(r.getLong(4)), r.getLong(5), r.getLong(6)));
            }
        }
        return out;
    }

    private DatabaseSettings login() {
        String url = "jdbc:postgresql://" + value("FRESHET_DB_HOST", "127.0.0.1") + ":"
                + value("FRESHET_DB_PORT", "5432") + "/" + value("FRESHET_DB_NAME", "freshet");
        String mode = value("FRESHET_DB_SSL_MODE", "disable");
        String root = environment.get("FRESHET_DB_SSL_ROOT");
        if (!mode.equals("disable")) {
            url += "?sslmode=" + mode + (root == null ? "" : "&sslrootcert=" + root);
        }
        return new DatabaseSettings(url, "freshet_reconciler", required("FRESHET_DB_RECONCILER_PASSWORD"));
    }

    private S3Settings s3() {
        S3Settings usual = S3Settings.DEFAULT;
        return new S3Settings(
                environment.get("FRESHET_S3_ENDPOINT"),
                environment.get("FRESHET_S3_REGION"),
                value("FRESHET_S3_PATH_STYLE", "no").equals("yes"),
                environment.get("FRESHET_S3_ACCESS_KEY_ID"),
                environment.get("FRESHET_S3_SECRET_ACCESS_KEY"),
                null,
                usual.attempts(),
                usual.patience());
    }

    private String value(String name, String otherwise) {
        return environment.getOrDefault(name, otherwise);
    }

    private String required(String name) {
        @Nullable String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new MissingException(name);
        }
        return value;
    }
}
