package dev.freshet.vector.parse;

import dev.freshet.vector.parse.ParseResult.Parsed;
import dev.freshet.vector.parse.ParseResult.Unparsable;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One running child. Used by one thread, except for {@link #kill}. */
final class ChildProcess {
    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream answers;
    private volatile boolean killed;

    private ChildProcess(Process process) {
        this.process = process;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.answers = new DataInputStream(process.getInputStream());
    }

    static ChildProcess start(ParserSettings settings, Path folder) throws IOException {
        Path noHosts = folder.resolve("no-hosts");
        if (!Files.exists(noHosts)) {
            Files.createFile(noHosts);
        }
        ProcessBuilder builder = new ProcessBuilder(List.of(
                settings.java().toString(),
                "-Xmx" + settings.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr", // standard output carries answers alone
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + folder,
                "-Djdk.net.hosts.file=" + noHosts,
                "-cp",
                settings.classpath(),
                "dev.freshet.vector.parse.child.Main"));
        builder.environment().clear(); // secrets stay here
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.directory(folder.toFile());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new ChildProcess(builder.start());
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Blocks until the answer is there; the child's death is an IOException. */
    ParseResult ask(byte[] content, String mime) throws IOException {
        Frames.write(requests, mime);
        Frames.write(requests, content);
        requests.flush();
        int kind = answers.readByte();
        return switch (kind) {
            case 1 -> new Parsed(DocumentJson.read(Frames.readText(answers)));
            case 0 -> new Unparsable(Frames.readText(answers), Frames.readText(answers));
            default -> throw new IOException("an answer of kind " + kind);
        };
    }

    /** The exit code of a dead child. */
    int exitCode() {
        try {
            return process.waitFor(5, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    boolean killed() {
        return killed;
    }

    /** Because it took too long, or because nobody needs it any more. */
    void kill() {
        killed = true;
        process.destroyForcibly();
    }
}
