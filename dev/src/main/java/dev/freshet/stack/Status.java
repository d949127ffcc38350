package dev.freshet.stack;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What runs of the stack, and whether all of it answers. */
record Status(boolean healthy, @Nullable String url, List<Line> processes) {

    /** A process; what does not apply to its role is null. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Line(
            String role,
            long pid,
            @Nullable Integer port,
            @Nullable String tenant,
            @Nullable String pipeline,
            @Nullable Long generation) {

        static Line of(Running running) {
            return new Line(
                    running.role(),
                    running.pid(),
                    Integer.valueOf(0).equals(running.port()) ? null : running.port(),
                    running.tenant(),
                    running.pipeline(),
                    running.generation());
        }
    }

    private static final List<String> ROLES = List.of("control-plane", "postgres", "keycloak", "kafka", "s3");

    static Status of(Checkout checkout) {
        Processes processes = new Processes(checkout);
        List<Running> found = new ArrayList<>(
                ROLES.stream().flatMap(role -> processes.find(role).stream()).toList());
        found.addAll(processes.workers());
        Optional<Running> service = role(found, "control-plane");
        String url = service.map(one -> DevEnv.url(port(one))).orElse(null);
        return new Status(
                healthy(checkout, found), url, found.stream().map(Line::of).toList());
    }

    private static Optional<Running> role(List<Running> all, String role) {
        return all.stream().filter(one -> one.role().equals(role)).findFirst();
    }

    private static int port(Running running) {
        return Objects.requireNonNull(running.port());
    }

    private static boolean healthy(Checkout checkout, List<Running> found) {
        boolean service = role(found, "control-plane")
                .filter(one -> Http.ok(DevEnv.url(port(one)) + "/q/health/ready"))
                .isPresent();
        boolean keycloak = role(found, "keycloak")
                .filter(one -> Http.ok(KeycloakServer.issuer(port(one)) + "/.well-known/openid-configuration"))
                .isPresent();
        boolean kafka = role(found, "kafka").map(one -> Http.listens(port(one))).orElse(true);
        boolean s3 = role(found, "s3").map(one -> Http.listens(port(one))).orElse(true);
        return service && keycloak && kafka && s3 && database(checkout);
    }

    private static boolean database(Checkout checkout) {
        return setting(checkout.devEnv(), "FRESHET_DATABASE_URL")
                .map(url -> Database.parse(url).answers())
                .orElse(false);
    }

    private static Optional<String> setting(Path file, String name) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1).replace("'", ""))
                    .filter(text -> URI.create(text).getScheme() != null)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A table for people. */
    String text() {
        if (processes.isEmpty()) {
            return "The stack is down (./freshet up starts it).";
        }
        String lines = processes.stream().map(Status::line).collect(Collectors.joining("\n"));
        String head = healthy ? "The stack is healthy." : "The stack is NOT healthy (./freshet up repairs it).";
        return head + (url == null ? "" : " Console and API: " + url) + "\n" + lines;
    }

    private static String line(Line line) {
        String what = line.tenant() == null
                ? ""
                : "%s/%s generation %s".formatted(line.tenant(), line.pipeline(), line.generation());
        String port = line.port() == null ? "" : "127.0.0.1:" + line.port();
        return String.format(Locale.ROOT, "  %-14s pid %-8d %-16s %s", line.role(), line.pid(), port, what)
                .stripTrailing();
    }
}
