package dev.freshet.cli;

import dev.freshet.cli.client.Refused;
import dev.freshet.cli.command.ApiCommand;
import dev.freshet.cli.command.ConnectionCommands;
import dev.freshet.cli.command.Listings;
import dev.freshet.cli.command.LoginCommand;
import dev.freshet.cli.command.OperationCommands;
import dev.freshet.cli.command.PipelineCommands;
import dev.freshet.cli.command.PushCommand;
import dev.freshet.cli.command.QueryCommand;
import dev.freshet.cli.command.SearchCommand;
import dev.freshet.cli.command.SecretCommands;
import dev.freshet.cli.command.TailCommand;
import dev.freshet.cli.identity.Overrides;
import dev.freshet.cli.output.Format;
import dev.freshet.cli.output.ProblemText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of all commands. Its options may stand before or after a command's name. */
@Command(
        name = "freshet",
        description = "The client of the service: definitions, data, search.",
        footer = {
            "",
            "Who and where: flags, then FRESHET_URL, FRESHET_TOKEN_URL, FRESHET_TENANT, FRESHET_CLIENT_ID and",
            "FRESHET_CLIENT_SECRET, then a stored login, else the dev stack as acme's admin.",
            "Exit codes: 0 ok, 1 failure, 2 usage, 3 diff, 4 auth, 5 not found, 6 conflict, 7 timeout, 8 quota."
        })
public final class Cli implements Runnable {
    private final Surroundings surroundings;
    private final Session session;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--tenant", paramLabel = "NAME", scope = ScopeType.INHERIT, description = "The tenant.")
    private @Nullable String tenant;

    @Option(names = "--url", paramLabel = "URL", scope = ScopeType.INHERIT, description = "Address of the service.")
    private @Nullable String url;

    @Option(
            names = "--token-url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Token endpoint of the identity provider.")
    private @Nullable String tokenUrl;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            scope = ScopeType.INHERIT,
            description = "OAuth client; its secret comes from FRESHET_CLIENT_SECRET or stdin, never from a flag.")
    private @Nullable String clientId;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "table, json or yaml.")
    private @Nullable Format format;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            scope = ScopeType.INHERIT,
            description = "How long to wait and to repeat.")
    private @Nullable Integer timeout;

    public Cli(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.session = new Session(surroundings, this::overrides, this::format, () -> timeout);
    }

    /** Runs one command line. */
    public int run(String... args) {
        return commandLine().execute(args);
    }

    /** Without a command: says what there is. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? See --help.");
    }

    private CommandLine commandLine() {
        CommandLine line = new CommandLine(this)
                .addSubcommand(new LoginCommand(session))
                .addSubcommand(new ApiCommand(session))
                .addSubcommand(new PipelineCommands(session))
                .addSubcommand(new PushCommand(session))
                .addSubcommand(new QueryCommand(session))
                .addSubcommand(new TailCommand(session))
                .addSubcommand(new SearchCommand(session))
                .addSubcommand(new OperationCommands(session))
                .addSubcommand(new ConnectionCommands(session))
                .addSubcommand(new SecretCommands(session));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(writer(surroundings.out()));
        line.setErr(writer(surroundings.err()));
        line.setExecutionExceptionHandler((thrown, at, parsed) -> explain(thrown));
        return line;
    }

    @Command(description = "Committed epochs, newest first.")
    int epochs(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "20") int limit) {
        return new Listings(session).epochs(pipeline, limit);
    }

    @Command(name = "bad-records", description = "Records that could not be used, newest first.")
    int badRecords(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50") int limit) {
        return new Listings(session).badRecords(pipeline, limit);
    }

    @Command(description = "The versions of a pipeline's definition.")
    int versions(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "VERSION", arity = "0..1") @Nullable String version) {
        return new Listings(session).versions(pipeline, version);
    }

    @Command(description = "The Iceberg tables of a pipeline, for outside readers.")
    int lake(@Parameters(paramLabel = "PIPELINE") String pipeline) {
        return new Listings(session).lake(pipeline);
    }

    @Command(description = "What an index holds: its description, or its documents or chunks.")
    int index(
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "INDEX") String index,
            @Parameters(paramLabel = "documents|chunks", arity = "0..1") @Nullable String part,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50") int limit) {
        Listings listings = new Listings(session);
        return part == null ? listings.index(pipeline, index) : listings.index(pipeline, index, part, limit);
    }

    @Command(description = "Check a definition without changing anything.")
    int validate(@Parameters(paramLabel = "FILE|-") String file) {
        return new PipelineCommands(session).validate(file);
    }

    @Command(description = "Forget the stored login.")
    int logout() {
        return new LoginCommand(session).logout();
    }

    @Command(description = "Who the service takes you for.")
    int me() {
        return new Listings(session).me();
    }

    @Command(description = "The tenants that you can see.")
    int tenants() {
        return new Listings(session).tenants();
    }

    private static PrintWriter writer(java.io.PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private int explain(Exception thrown) throws Exception {
        switch (thrown) {
            case Refused refused -> surroundings.err().print(ProblemText.of(refused));
            case Fault fault -> surroundings.err().println("error: " + fault.getMessage());
            default -> throw thrown;
        }
        return ((Fault) thrown).exit().code();
    }

    private Overrides overrides() {
        return new Overrides(url, tokenUrl, tenant, clientId);
    }

    private Format format() {
        return format == null ? Format.TABLE : format;
    }
}
