package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands {@code up}, {@code down}, {@code status} and {@code fsck} of the launcher. */
public final class Stack {

    private static final int RESTARTS_PER_MINUTE = 5;

    private final Checkout checkout;
    private final Progress progress;

    Stack(Checkout checkout, Progress progress) {
        this.checkout = checkout;
        this.progress = progress;
    }

    /** Exit codes: 0 done, 1 failed, 2 not understood. */
    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    static int run(List<String> words) {
        Progress progress = new Progress(System.err);
        try {
            Stack stack = new Stack(Checkout.current(), progress);
            return stack.command(
                    words.isEmpty() ? "status" : words.getFirst(),
                    words.subList(Math.min(1, words.size()), words.size()));
        } catch (Arguments.Wrong e) {
            progress.say("freshet: " + e.getMessage() + " (./freshet help lists all)");
            return 2;
        } catch (StackException | UncheckedIOException e) {
            progress.say("freshet: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            progress.say("freshet: " + e);
            return 1;
        }
    }

    private int command(String name, List<String> words) throws IOException {
        return switch (name) {
            case "up" -> up(Arguments.parse(words, Set.of("--detach", "-d", "--kafka", "--s3"), Set.of("--database")));
            case "down" -> down(Arguments.parse(words, Set.of(), Set.of()));
            case "fsck" -> new StateCheck(checkout).run(words);
            case "status" -> status(Arguments.parse(words, Set.of(), Set.of("-o", "--output")));
            default -> throw new Arguments.Wrong("there is no command " + name);
        };
    }

    private int up(Arguments arguments) throws IOException {
        Startup.Wishes wishes = new Startup.Wishes(
                arguments.has("--kafka"),
                arguments.has("--s3"),
                arguments.value("--database").orElse(databaseOfUser()));
        boolean stay = !arguments.has("--detach") && !arguments.has("-d");
        if (stay) {
            return stay(wishes);
        }
        announce(start(wishes));
        return 0;
    }

    /** The database that the user names in the environment, if any. */
    static @Nullable String databaseOfUser() {
        String url = System.getenv("FRESHET_DATABASE_URL");
        return url == null || url.isBlank() ? null : url;
    }

    /** Starts what is missing, one starter at a time; true when everything ran already. */
    boolean start(Startup.Wishes wishes) throws IOException {
        checkout.prepare();
        try (FileChannel channel = FileChannel.open(
                        checkout.run().resolve("stack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assert held.isValid();
            progress.say("Starting the stack");
            return new Startup(checkout, progress).run(wishes);
        }
    }

    private void announce(boolean ranAlready) {
        Status status = Status.of(checkout);
        progress.say(ranAlready ? "The stack was running already." : "The stack is up.");
        if (status.url() != null) {
            progress.say("Console and API: " + status.url());
        }
        progress.say("Credentials: " + checkout.devEnv());
    }

    private int stay(Startup.Wishes wishes) throws IOException {
        Thread hook = new Thread(this::stopQuietly, "freshet-down");
        boolean idle = Status.of(checkout).processes().isEmpty();
        if (idle) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
        announce(start(wishes));
        if (!idle) {
            progress.say("It was started elsewhere and stays up (./freshet down stops it).");
            return 0;
        }
        progress.say("Ctrl-C stops everything.");
        return watch(wishes);
    }

    /** Keeps everything running until somebody takes the stack down. */
    int watch(Startup.Wishes wishes) throws IOException {
        Processes processes = new Processes(checkout);
        List<String> roles =
                Status.of(checkout).processes().stream().map(Status.Line::role).toList();
        Deque<Instant> restarts = new ArrayDeque<>();
        while (true) {
            pause();
            if (roles.stream().noneMatch(processes::noted)) {
                return 0;
            }
            if (roles.stream()
                    .anyMatch(role ->
                            processes.noted(role) && processes.find(role).isEmpty())) {
                if (tooMany(restarts)) {
                    throw new StackException("a part of the stack keeps dying; see " + checkout.logs());
                }
                progress.say("A part of the stack has died; starting it again");
                start(wishes);
            }
        }
    }

    private static boolean tooMany(Deque<Instant> restarts) {
        Instant now = Instant.now();
        restarts.addLast(now);
        restarts.removeIf(then -> then.isBefore(now.minus(Duration.ofMinutes(1))));
        return restarts.size() > RESTARTS_PER_MINUTE;
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted", e);
        }
    }

    /** Stops everything; for shutdown hooks, which cannot report a failure otherwise. */
    void stopQuietly() {
        try {
            progress.say("Stopping the stack");
            new Shutdown(checkout, progress).run();
        } catch (IOException e) {
            progress.say("freshet: " + e);
        }
    }

    private int down(Arguments none) throws IOException {
        boolean any = new Shutdown(checkout, progress).run();
        progress.say(any ? "The stack is down." : "Nothing was running.");
        return 0;
    }

    private int status(Arguments arguments) {
        String form =
                arguments.value("-o").or(() -> arguments.value("--output")).orElse("table");
        if (!Arrays.asList("table", "json").contains(form)) {
            throw new Arguments.Wrong("-o takes table or json, not " + form);
        }
        Status status = Status.of(checkout);
        System.out.println(form.equals("json") ? Json.text(status) : status.text());
        return 0;
    }
}
