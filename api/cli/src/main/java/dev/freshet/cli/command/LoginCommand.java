package dev.freshet.cli.command;

import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.BrowserLogin;
import dev.freshet.cli.client.Http;
import dev.freshet.cli.client.Tokens;
import dev.freshet.cli.identity.LoginStore;
import dev.freshet.cli.identity.Overrides;
import dev.freshet.cli.identity.Resolver;
import dev.freshet.cli.identity.StoredLogin;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs in and keeps the login for later commands. */
@Command(
        name = "login",
        description = {"Sign in with a browser, or with --client-id … --client-secret-stdin, and keep the login."})
public final class LoginCommand implements Callable<Integer> {
    private static final String PUBLIC_CLIENT = "freshet-cli";

    private final Session session;

    @Option(names = "--client-secret-stdin", description = "Read the client's secret from stdin.")
    private boolean secretFromStdin;

    @Option(names = "--no-browser", description = "Only print the address to open.")
    private boolean noBrowser;

    public LoginCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        LoginStore store = LoginStore.of(session.surroundings());
        Overrides flags = session.overrides();
        Resolver resolver = Resolver.of(session.surroundings());
        String url = resolver.url(flags);
        String tokenUrl = resolver.tokenUrl(flags, url);
        StoredLogin login = secretFromStdin ? client(flags, url, tokenUrl) : browser(flags, url, tokenUrl);
        store.write(login);
        session.say("logged in at " + url + " as client " + login.clientId() + "; kept in " + store.file());
        return Exit.OK.code();
    }

    /** Forgets it. */
    public int logout() {
        boolean was = LoginStore.of(session.surroundings()).delete();
        session.say(was ? "logged out" : "there was no login");
        return Exit.OK.code();
    }

    private StoredLogin client(Overrides flags, String url, String tokenUrl) {
        String id = flags.clientId();
        if (id == null) {
            throw Fault.usage("--client-secret-stdin goes with --client-id");
        }
        String secret = SecretCommands.value(session.surroundings());
        Map<String, String> form = Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret);
        Tokens.post(new Http(), URI.create(tokenUrl), form);
        return new StoredLogin(url, tokenUrl, tenant(flags), id, secret, null);
    }

    private StoredLogin browser(Overrides flags, String url, String tokenUrl) {
        String id = flags.clientId() == null ? PUBLIC_CLIENT : flags.clientId();
        BrowserLogin login = new BrowserLogin(new Http(), URI.create(tokenUrl), id);
        String refresh = login.run(session.wait(Duration.ofMinutes(5)), this::show);
        return new StoredLogin(url, tokenUrl, tenant(flags), id, null, refresh);
    }

    private @Nullable String tenant(Overrides flags) {
        return flags.tenant() != null ? flags.tenant() : session.surroundings().variable("FRESHET_TENANT");
    }

    private void show(URI address) {
        session.say("Open this address to sign in:\n  " + address);
        if (!noBrowser && session.surroundings().interactive()) {
            BrowserLogin.open(address);
        }
    }
}
