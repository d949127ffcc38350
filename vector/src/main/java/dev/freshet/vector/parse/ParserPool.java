package dev.freshet.vector.parse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads small Markdown and plain text on a thread of its own, everything else in child processes, each of which reads one
 * document at a time: a slow document occupies one child and delays no other as long as another child is free. Waiting
 * documents are held in memory; whoever calls bounds how many.
 */
public final class ParserPool implements DocumentParser {
    /** Text above this size goes to a child too: only a child can be killed. */
    private static final int IN_PROCESS_BYTES = 512 << 10;

    private final ParserSettings settings;
    private final Path folder;
    private final ScheduledExecutorService timer;
    private final ExecutorService children;
    private final ExecutorService texts;
    private final BlockingDeque<ParserLane> free;
    private final List<ParserLane> lanes;

    public ParserPool(ParserSettings settings) {
        this.settings = settings;
        this.folder = temporary();
        this.timer = Executors.newSingleThreadScheduledExecutor(daemon("parse-deadline"));
        this.children = Executors.newFixedThreadPool(settings.processes(), daemon("parse-child"));
        this.texts = Executors.newSingleThreadExecutor(daemon("parse-text"));
        this.lanes = Stream.generate(() -> new ParserLane(settings, folder, timer))
                .limit(settings.processes())
                .toList();
        this.free = new LinkedBlockingDeque<>(lanes);
    }

    public ParserSettings settings() {
        return settings;
    }

    @Override
    public CompletionStage<ParseResult> parse(byte[] content, @Nullable String mime) {
        String kind = MimeGuess.of(content, mime);
        boolean text = kind.equals(MimeGuess.MARKDOWN) || kind.equals(MimeGuess.PLAIN);
        if (text && content.length <= IN_PROCESS_BYTES) {
            return CompletableFuture.supplyAsync(() -> inProcess(content, kind), texts);
        }
        return CompletableFuture.supplyAsync(() -> inChild(content, kind), children);
    }

    private static ParseResult inProcess(byte[] content, String kind) {
        try {
            return TextDocuments.parse(content, kind);
        } catch (StackOverflowError e) {
            return new ParseResult.Unparsable("parse_failed", "the document is nested too deeply");
        }
    }

    private ParseResult inChild(byte[] content, String kind) {
        ParserLane lane = null;
        try {
            lane = free.take();
            return lane.parse(content, kind);
        } catch (IOException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } finally {
            if (lane != null) {
                free.addFirst(lane);
            }
        }
    }

    /** Process numbers of the children that run now. */
    List<Long> children() {
        return lanes.stream()
                .map(ParserLane::running)
                .filter(Objects::nonNull)
                .map(ChildProcess::pid)
                .toList();
    }

    @Override
    public void close() {
        lanes.forEach(ParserLane::close);
        children.shutdownNow();
        texts.shutdownNow();
        timer.shutdownNow();
        deleteFolder();
    }

    private void deleteFolder() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException | UncheckedIOException e) {
            // a child that is just dying may still write; the operating system's temporary folder is cleaned anyway
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("freshet-parse");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for parsing", e);
        }
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 1).factory();
    }
}
