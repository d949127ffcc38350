package dev.freshet.cli.identity;

import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Surroundings;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settles address and identity: flags, environment, stored login, dev stack, in this order. What a login or the dev
 * stack knows is used only for the service that it belongs to, so no secret ever reaches another one.
 */
public final class Resolver {
    private static final String REMEDY = "run ./freshet up, or ./freshet login, or set FRESHET_URL, FRESHET_TOKEN_URL,"
            + " FRESHET_CLIENT_ID and FRESHET_CLIENT_SECRET";

    private final Surroundings here;
    private final LoginStore store;
    private final Optional<StoredLogin> login;
    private final Optional<DevStack> dev;

    private Resolver(Surroundings here, LoginStore store, Optional<StoredLogin> login, Optional<DevStack> dev) {
        this.here = here;
        this.store = store;
        this.login = login;
        this.dev = dev;
    }

    /** Reads what this machine knows. */
    public static Resolver of(Surroundings here) {
        LoginStore store = LoginStore.of(here);
        return new Resolver(here, store, store.read(), DevStack.find(here));
    }

    /** Complete, or a fault that says what to do. */
    public Target resolve(Overrides flags) {
        String url = url(flags);
        Credentials credentials = credentials(flags, url);
        if (credentials == null) {
            throw new Fault(Exit.AUTH, "no credentials for " + url + ": " + REMEDY);
        }
        return new Target(
                uri(url, "FRESHET_URL"),
                uri(tokenUrl(flags, url), "FRESHET_TOKEN_URL"),
                tenant(flags, credentials),
                credentials,
                store);
    }

    /** The service's address. */
    public String url(Overrides flags) {
        String url = first(
                flags.url(),
                here.variable("FRESHET_URL"),
                login.map(StoredLogin::url).orElse(null),
                dev.map(DevStack::url).orElse(null));
        if (url == null) {
            throw new Fault(Exit.AUTH, "which service? " + REMEDY);
        }
        return url.replaceAll("/+$", "");
    }

    /** The token endpoint that belongs to a service. */
    public String tokenUrl(Overrides flags, String url) {
        String found = first(
                flags.tokenUrl(),
                here.variable("FRESHET_TOKEN_URL"),
                loginFor(url).map(StoredLogin::tokenUrl).orElse(null),
                devFor(url).map(DevStack::tokenUrl).orElse(null));
        if (found == null) {
            throw new Fault(Exit.AUTH, "which token endpoint for " + url + "? Set FRESHET_TOKEN_URL or --token-url");
        }
        return found;
    }

    private @Nullable Credentials credentials(Overrides flags, String url) {
        String id = first(flags.clientId(), here.variable("FRESHET_CLIENT_ID"));
        if (id != null) {
            String secret = here.variable("FRESHET_CLIENT_SECRET");
            if (secret == null) {
                throw new Fault(Exit.AUTH, "the client " + id + " has no secret: set FRESHET_CLIENT_SECRET");
            }
            return new Credentials.ClientSecret(id, secret);
        }
        return loginFor(url)
                .map(StoredLogin::credentials)
                .orElseGet(() -> devFor(url).map(DevStack::credentials).orElse(null));
    }

    private @Nullable String tenant(Overrides flags, Credentials credentials) {
        String named = first(flags.tenant(), here.variable("FRESHET_TENANT"));
        if (named != null) {
            return named;
        }
        if (login.isPresent() && login.get().credentials().equals(credentials)) {
            return login.get().tenant();
        }
        boolean ours = dev.isPresent() && credentials.equals(dev.get().credentials());
        return ours ? DevStack.TENANT : null;
    }

    private Optional<StoredLogin> loginFor(String url) {
        return login.filter(known -> same(known.url(), url));
    }

    private Optional<DevStack> devFor(String url) {
        return dev.filter(known -> known.url() != null && same(known.url(), url));
    }

    private static boolean same(@Nullable String one, String other) {
        return one != null && one.replaceAll("/+$", "").equals(other);
    }

    private static URI uri(String text, String name) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new Fault(Exit.USAGE, name + " is not an address: " + text, e);
        }
        throw Fault.usage(name + " is not an http or https address: " + text);
    }

    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
