package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code ./freshet demo}: starts the stack, tells the {@link Story} on it, and stays up until Ctrl-C. */
public final class Demo {

    private Demo() {}

    /** With {@code --exit} it stops by itself (0); Ctrl-C ends with 130, a failure with 1, a wrong option with 2. */
    public static void main(String[] args) {
        Progress progress = new Progress(System.out);
        try {
            boolean exit =
                    Arguments.parse(List.of(args), Set.of("--exit"), Set.of()).has("--exit");
            run(progress, exit);
            System.exit(0);
        } catch (Arguments.Wrong e) {
            progress.say("freshet: " + e.getMessage() + " (./freshet help lists all)");
            System.exit(2);
        } catch (StackException | UncheckedIOException | IOException e) {
            progress.say("freshet: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Progress progress, boolean exit) throws IOException {
        Checkout checkout = Checkout.current();
        Stack stack = new Stack(checkout, progress);
        boolean ours = Status.of(checkout).processes().isEmpty();
        if (ours) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::stopQuietly, "freshet-down"));
        }
        stack.start(new Startup.Wishes(true, false, Stack.databaseOfUser()));
        Status status = Status.of(checkout);
        if (status.url() == null) {
            throw new StackException("the control plane does not run; see " + checkout.logs());
        }
        Processes processes = new Processes(checkout);
        Path libraries = KafkaServer.libraries(Cache.ofUser(), Maven.of(checkout));
        Story story = new Story(
                checkout.root().resolve("examples/support"),
                checkout.home().resolve("demo"),
                acme(checkout, processes, status.url()),
                progress);
        story.load(libraries, "127.0.0.1:" + port(processes, "kafka"));
        story.tell();
        progress.say("\nConsole: %s (user and password: FRESHET_ACME_USER and _PASSWORD in %s)"
                .formatted(status.url(), checkout.devEnv()));
        if (!exit && ours) {
            progress.say("Ctrl-C stops everything.");
            stack.watch(new Startup.Wishes(true, false, Stack.databaseOfUser()));
        }
    }

    private static int port(Processes processes, String role) {
        Running running = processes
                .find(role)
                .orElseThrow(() -> new StackException(role + " does not run; ./freshet status tells more"));
        return Objects.requireNonNull(running.port());
    }

    private static ServiceClient acme(Checkout checkout, Processes processes, String url) {
        Identity acme = Identity.of("ACME");
        String tokens = KeycloakServer.issuer(port(processes, "keycloak")) + "/protocol/openid-connect/token";
        return new ServiceClient(
                url,
                "acme",
                tokens,
                Map.of(
                        "grant_type", "client_credentials",
                        "client_id", acme.client(),
                        "client_secret", new Vault(checkout).password(acme.secretName())));
    }
}
