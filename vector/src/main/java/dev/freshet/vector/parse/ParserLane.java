package dev.freshet.vector.parse;

import dev.freshet.vector.parse.ParseResult.Unparsable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A place for one child: starts it when there is work, kills it at the deadline, starts anew after a death. */
final class ParserLane {
    /** What a Java process that ran out of heap exits with, by {@code ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    private final ParserSettings settings;
    private final Path folder;
    private final ScheduledExecutorService timer;
    private @Nullable ChildProcess child;
    private @Nullable ScheduledFuture<?> idle;
    private boolean closed;
    private boolean busy;

    /** Number of the document that is, or was last, read. */
    private long turn;

    ParserLane(ParserSettings settings, Path folder, ScheduledExecutorService timer) {
        this.settings = settings;
        this.folder = folder;
        this.timer = timer;
    }

    /** One document; called by one thread at a time. */
    ParseResult parse(byte[] content, String mime) throws IOException {
        boolean fresh = false;
        while (true) {
            ChildProcess running = take();
            long turn = turn();
            ScheduledFuture<?> deadline =
                    timer.schedule(() -> expire(turn), settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
            try {
                return running.ask(content, mime);
            } catch (IOException e) {
                Optional<ParseResult> verdict = dead(running, fresh);
                if (verdict.isPresent()) {
                    return verdict.get();
                }
                fresh = true; // it may have died of something else: once more, with another child
            } finally {
                deadline.cancel(false);
                release(turn);
            }
        }
    }

    /** What the child's death says about the document, if anything. */
    private Optional<ParseResult> dead(ChildProcess dead, boolean again) throws IOException {
        if (isClosed()) {
            throw new IOException("the parser was closed");
        }
        if (dead.killed()) {
            double seconds = settings.deadline().toMillis() / 1000.0;
            return Optional.of(new Unparsable("parse_timeout", "timed out after " + seconds + " s"));
        }
        dead.kill();
        int code = dead.exitCode();
        if (code == OUT_OF_MEMORY) {
            return Optional.of(new Unparsable(
                    "parse_memory", "needs more memory than the parser's " + settings.heapMegabytes() + " MiB"));
        }
        return again
                ? Optional.of(new Unparsable("parse_failed", "its parser died with exit code " + code))
                : Optional.empty();
    }

    private synchronized ChildProcess take() throws IOException {
        if (closed) {
            throw new IOException("the parser is closed");
        }
        if (idle != null) {
            idle.cancel(false);
        }
        if (child == null || child.killed() || !child.alive()) {
            child = ChildProcess.start(settings, folder);
        }
        busy = true;
        turn++;
        return child;
    }

    private synchronized long turn() {
        return turn;
    }

    /** Too late for another turn's child: a timer may fire just when its document is answered. */
    private synchronized void expire(long late) {
        if (busy && turn == late && child != null) {
            child.kill();
        }
    }

    private synchronized void release(long done) {
        busy = false;
        if (child != null) {
            idle = timer.schedule(() -> stopIdle(done), settings.idle().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void stopIdle(long last) {
        if (!busy && turn == last && child != null) {
            child.kill();
            child = null;
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    synchronized @Nullable ChildProcess running() {
        return child;
    }

    synchronized void close() {
        closed = true;
        if (child != null) {
            child.kill();
            child = null;
        }
    }
}
