package dev.freshet.server.startup;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One thing that differs between installations. {@link #ALL} is what the service knows: the reference page is made of it,
 * and the start is refused where a value cannot be right.
 *
 * @param name name in the environment
 * @param otherwise what counts when it is absent; {@link #REQUIRED} when nothing does, {@link #NONE} when it is then off
 * @param example a value that could stand there
 */
public record Setting(String name, String otherwise, Kind kind, String example, String meaning) {
    static final String REQUIRED = "**required**";
    static final String NONE = "none";

    /** What a value looks like. */
    enum Kind {
        TEXT,
        SECRET,
        LONG_SECRET,
        NUMBER,
        PORT,
        URL,
        FILE,
        KEY,
        SSL_MODE,
        LAUNCHER,
        CLASSES,
        YES_OR_NO
    }

    private static Setting of(String name, String otherwise, Kind kind, String example, String meaning) {
        return new Setting("FRESHET_" + name, otherwise, kind, example, meaning);
    }

    /** In the order of the page. */
    public static final List<Setting> ALL = List.of(
            of(
                    "HTTP_HOST",
                    "127.0.0.1",
                    Kind.TEXT,
                    "0.0.0.0",
                    "address to listen on; `0.0.0.0` behind a load balancer"),
            of("HTTP_PORT", "8080", Kind.PORT, "8080", "port to listen on"),
            of(
                    "HTTP_PROXIED",
                    "no",
                    Kind.YES_OR_NO,
                    "yes",
                    "whether all calls come through a proxy that sets `X-Forwarded-Proto` and `X-Forwarded-Host`, and whose word is taken"),
            of("DB_HOST", "127.0.0.1", Kind.TEXT, "db.example.com", "PostgreSQL 15 to 18 with pgvector"),
            of("DB_PORT", "5432", Kind.PORT, "5432", "its port"),
            of("DB_NAME", "freshet", Kind.TEXT, "freshet", "the database"),
            of(
                    "DB_SSL_MODE",
                    "disable",
                    Kind.SSL_MODE,
                    "require",
                    "`disable`, `require` (encrypted) or `verify-full` (encrypted, and the server proves its name)"),
            of(
                    "DB_SSL_ROOT",
                    NONE,
                    Kind.FILE,
                    "/etc/ssl/certs/ca-certificates.crt",
                    "certificates (PEM) that may vouch for the server; required for `verify-full`"),
            of(
                    "DB_OWNER_USER",
                    REQUIRED,
                    Kind.SECRET,
                    "freshet_owner",
                    "login that migrates: may create roles and schemas"),
            of("DB_OWNER_PASSWORD", REQUIRED, Kind.SECRET, "…", "its password"),
            of("DB_API_PASSWORD", REQUIRED, Kind.SECRET, "…", "password that role `freshet_api` gets at the start"),
            of(
                    "DB_RECONCILER_PASSWORD",
                    REQUIRED,
                    Kind.SECRET,
                    "…",
                    "password that role `freshet_reconciler` gets at the start"),
            of(
                    "DB_IDLE_SECONDS",
                    "30",
                    Kind.NUMBER,
                    "30",
                    "a connection that nobody used for so long is closed; the least number is 0"),
            of(
                    "MIGRATE",
                    "yes",
                    Kind.YES_OR_NO,
                    "no",
                    "whether the start brings the schema up to date; `no` where the role `migrate` does it before"),
            of(
                    "MASTER_KEY",
                    REQUIRED,
                    Kind.KEY,
                    "the output of: openssl rand -base64 32",
                    "32 bytes in base64 (`openssl rand -base64 32`) that wrap the tenants' keys; lost, every stored secret is lost"),
            of(
                    "COOKIE_KEY",
                    REQUIRED,
                    Kind.LONG_SECRET,
                    "the output of: openssl rand -hex 32",
                    "at least 32 characters that encrypt the console's session cookies"),
            of(
                    "OIDC_ISSUER",
                    REQUIRED,
                    Kind.URL,
                    "https://login.example.com/realms/main",
                    "issuer of the tokens, for example `https://login.example.com/realms/main`"),
            of(
                    "ADMIN_TOKEN",
                    NONE,
                    Kind.LONG_SECRET,
                    "the output of: openssl rand -hex 32",
                    "at least 32 characters; who signs in and sends it to `POST /api/v1/platform-admin` becomes the first platform admin: once, within a day, and only while there is none"),
            of("OIDC_AUDIENCE", "freshet-api", Kind.TEXT, "freshet-api", "audience that access tokens must carry"),
            of("CONSOLE_CLIENT_ID", "freshet-console", Kind.TEXT, "freshet-console", "client of the console"),
            of("CONSOLE_CLIENT_SECRET", "none", Kind.SECRET, "…", "its secret"),
            of(
                    "WAREHOUSE",
                    "file:///tmp/freshet-warehouse",
                    Kind.URL,
                    "s3://my-bucket/warehouse",
                    "where all tenants' tables and documents lie: a folder, or a bucket's prefix"),
            of(
                    "S3_ENDPOINT",
                    NONE,
                    Kind.URL,
                    "https://s3.example.com",
                    "address of the warehouse's S3 service, where it is not AWS"),
            of("S3_REGION", NONE, Kind.TEXT, "eu-central-1", "its region; absent: the AWS SDK's own rules"),
            of(
                    "S3_PATH_STYLE",
                    "no",
                    Kind.YES_OR_NO,
                    "yes",
                    "`yes` where the service wants the bucket in the path and not in the host's name"),
            of(
                    "S3_ACCESS_KEY_ID",
                    NONE,
                    Kind.SECRET,
                    "…",
                    "key for it; absent: the AWS SDK's own rules, such as the task's role"),
            of("S3_SECRET_ACCESS_KEY", NONE, Kind.SECRET, "…", "its secret"),
            of("HOME", ".freshet", Kind.TEXT, "/var/lib/freshet", "logs, scratch space and run files"),
            of(
                    "ALLOWED_ROOTS",
                    NONE,
                    Kind.TEXT,
                    "/srv/documents",
                    "folders, separated by commas, below which `files` sources may read"),
            of(
                    "BARRED_PATHS",
                    NONE,
                    Kind.TEXT,
                    "/srv/documents/private",
                    "files and folders below them that stay closed, separated as there: the installation's secrets, all tenants' tables"),
            of(
                    "LAUNCHER",
                    "LOCAL",
                    Kind.LAUNCHER,
                    "ECS",
                    "where workers run: `LOCAL`, as child processes of the control plane; `ECS`, as tasks of Amazon ECS on Fargate; `KUBERNETES`, as Jobs"),
            of(
                    "WORKER_PORT",
                    "8081",
                    Kind.PORT,
                    "8081",
                    "port at which workers outside of this machine listen; the same in their own environment (the image's role `worker`)"),
            of("ECS_CLUSTER", NONE, Kind.TEXT, "freshet", "cluster of the workers' tasks; required for `ECS`"),
            of(
                    "ECS_TASK_FAMILY",
                    NONE,
                    Kind.TEXT,
                    "freshet-worker-",
                    "what the families of the workers' task definitions begin with, before the class; required for `ECS`"),
            of(
                    "ECS_CLASSES",
                    NONE,
                    Kind.CLASSES,
                    "small=2048,large=8192",
                    "the classes and the memory of each in MiB, such as `small=2048,large=8192`; a worker runs in the smallest that has its `spec.memory`; required for `ECS`"),
            of(
                    "ECS_SUBNETS",
                    NONE,
                    Kind.TEXT,
                    "subnet-0a,subnet-0b",
                    "subnets of the tasks, by comma; required for `ECS`"),
            of(
                    "ECS_SECURITY_GROUPS",
                    NONE,
                    Kind.TEXT,
                    "sg-0a",
                    "their security groups, by comma: let the control plane in at `FRESHET_WORKER_PORT`, and nobody else; required for `ECS`"),
            of(
                    "ECS_PUBLIC_IP",
                    "no",
                    Kind.YES_OR_NO,
                    "yes",
                    "whether a task gets a public address, as its only way out"),
            of(
                    "ECS_TENANT_ROLE",
                    NONE,
                    Kind.TEXT,
                    "arn:aws:iam::123456789012:role/freshet-tenant",
                    "role that workers, and the control plane for a purge, take on with the session tag `tenant` to reach that tenant's part of the warehouse"),
            of(
                    "KUBERNETES_IMAGE",
                    NONE,
                    Kind.TEXT,
                    "registry.example.com/freshet:0.1.0",
                    "image of the workers; required for `KUBERNETES`"),
            of("KUBERNETES_NAMESPACE", "freshet", Kind.TEXT, "freshet", "where the Jobs are made"),
            of(
                    "KUBERNETES_API",
                    "https://kubernetes.default.svc",
                    Kind.URL,
                    "https://kubernetes.default.svc",
                    "address of the API server"),
            of(
                    "KUBERNETES_FOLDER",
                    "/var/run/secrets/kubernetes.io/serviceaccount",
                    Kind.TEXT,
                    "/var/run/secrets/kubernetes.io/serviceaccount",
                    "folder with the service account's `token` and the API server's `ca.crt`, where those are there"),
            of(
                    "KUBERNETES_SERVICE_ACCOUNT",
                    NONE,
                    Kind.TEXT,
                    "freshet-worker",
                    "service account of the workers' Pods; absent: the namespace's default"),
            of(
                    "WAKE_QUEUE_URL",
                    NONE,
                    Kind.URL,
                    "https://sqs.eu-central-1.amazonaws.com/123456789012/freshet-wake",
                    "SQS queue with events of S3: a pipeline that rests is woken by a change below an `s3://` path that it reads"),
            of(
                    "AWS_ENDPOINT",
                    NONE,
                    Kind.URL,
                    "http://127.0.0.1:5000",
                    "address of ECS and SQS, for an emulator; region and credentials come by the AWS SDK's own rules"),
            of(
                    "WORKER_CLASSPATH",
                    NONE,
                    Kind.TEXT,
                    "/opt/freshet/worker/*",
                    "class path of the worker; without it no pipeline can run"),
            of("WORKER_JVM_OPTIONS", NONE, Kind.TEXT, "-XX:+UseZGC", "further options of the workers' JVMs"),
            of(
                    "LOOK_SECONDS",
                    NONE,
                    Kind.NUMBER,
                    "60",
                    "a control plane with nothing to do looks round that often; absent: it asks the database nothing until it is called, which is right where it is the only one"),
            of("SEED", NONE, Kind.FILE, "/etc/freshet/seed.json", "JSON file with ready-made tenants and members"),
            of(
                    "UI_DIR",
                    NONE,
                    Kind.FILE,
                    "/opt/freshet/ui",
                    "folder of the built console, where it is not inside the jar"),
            of(
                    "TRACES",
                    NONE,
                    Kind.URL,
                    "http://127.0.0.1:4318",
                    "base address of an OTLP collector, for example `http://127.0.0.1:4318`"),
            of("DEV_KAFKA", NONE, Kind.TEXT, "127.0.0.1:9092", "bootstrap servers of the local stack's broker"));

    boolean isRequired() {
        return otherwise.equals(REQUIRED);
    }

    /** Whether {@code NAME_FROM} may name a file that holds the value. */
    boolean isSecret() {
        return kind == Kind.SECRET || kind == Kind.LONG_SECRET || kind == Kind.KEY;
    }

    /** Its name in the service's own configuration. */
    String property() {
        return name.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Its line in the reference page. */
    String line() {
        boolean word = otherwise.equals(REQUIRED) || otherwise.equals(NONE) && kind != Kind.SECRET;
        return "| `%s` | %s | %s |".formatted(name, word ? otherwise : "`" + otherwise + "`", meaning);
    }

    /** The lines of the reference page. */
    public static String table() {
        return String.join("\n", ALL.stream().map(Setting::line).toList());
    }

    /** What is wrong with this one, given how to look values up; null when nothing is. */
    @Nullable
    String slip(UnaryOperator<@Nullable String> lookup) {
        String value = lookup.apply(name);
        if (value == null || value.isBlank()) {
            return isRequired() ? name + " is missing: " + plain() : null;
        }
        String wanted = SettingsCheck.wanted(kind, value);
        return wanted == null ? null : name + (isSecret() ? "" : "=" + value) + " is not " + wanted + ".";
    }

    /** The meaning and an example, for people at a terminal. */
    String plain() {
        return meaning.replace("`", "") + ". Example: " + name + "=" + example;
    }
}
