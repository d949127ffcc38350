package dev.freshet.cli;

import dev.freshet.cli.client.Api;
import dev.freshet.cli.client.Http;
import dev.freshet.cli.identity.Overrides;
import dev.freshet.cli.identity.Resolver;
import dev.freshet.cli.output.Format;
import dev.freshet.cli.output.Printer;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a running command works with. Asks for identity only when the service is first needed. One thread. */
public final class Session {
    private final Surroundings surroundings;
    private final Supplier<Overrides> overrides;
    private final Supplier<Format> format;
    private final Supplier<@Nullable Integer> timeout;
    private @Nullable Api api;

    Session(
            Surroundings surroundings,
            Supplier<Overrides> overrides,
            Supplier<Format> format,
            Supplier<@Nullable Integer> timeout) {
        this.surroundings = surroundings;
        this.overrides = overrides;
        this.format = format;
        this.timeout = timeout;
    }

    /** The machine. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** The flags that say who and where. */
    public Overrides overrides() {
        return overrides.get();
    }

    /** The service, as the resolved identity. */
    public Api api() {
        if (api == null) {
            api = new Api(new Http(), Resolver.of(surroundings).resolve(overrides()), wait(Duration.ofSeconds(60)));
        }
        return api;
    }

    /** Where results go. */
    public Printer printer() {
        return new Printer(surroundings.out(), format.get());
    }

    /** Talk that is no result: to stderr. */
    public void say(String line) {
        surroundings.err().println(line);
    }

    /** How long a command waits: {@code --timeout}, else its own default. */
    public Duration wait(Duration otherwise) {
        Integer seconds = timeout.get();
        return seconds == null ? otherwise : Duration.ofSeconds(seconds);
    }
}
