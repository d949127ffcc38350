package dev.freshet.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** {@code bench [--list] [--runs N] [--rows N] [NAME…]}: one JSON line per result, medians of the runs. */
public final class Main {
    private static final List<String> NAMES = List.of("wordcount");

    private Main() {}

    public static void main(String[] args) throws IOException {
        int runs = 3;
        int rows = 5_000_000;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--list" -> {
                    NAMES.forEach(System.out::println);
                    return;
                }
                case "--runs" -> runs = number(args, ++i);
                case "--rows" -> rows = number(args, ++i);
                case "--workers" -> {
                    if (number(args, ++i) != 1) {
                        fail("this release runs a pipeline on one worker only");
                    }
                }
                case "--peers" -> fail("the peers' programs are not part of this release yet");
                default -> names.add(args[i]);
            }
        }
        for (String name : names.isEmpty() ? NAMES : names) {
            if (!NAMES.contains(name)) {
                fail("there is no benchmark '" + name + "' yet; there is: " + String.join(", ", NAMES));
            }
            wordCount(rows, runs);
        }
    }

    private static int number(String[] args, int at) {
        if (at >= args.length || !args[at].matches("\\d{1,9}")) {
            fail(args[at - 1] + " needs a number");
        }
        return Integer.parseInt(args[at]);
    }

    private static void fail(String message) {
        System.err.println("bench: " + message);
        System.exit(2);
    }

    private static void wordCount(int rows, int runs) throws IOException {
        WordCount bench = new WordCount(rows);
        Result loop = median(bench::loop, runs);
        System.out.println(loop.json());
        for (int perEpoch : new int[] {1_000, 100_000}) {
            Result ours = median(() -> bench.freshet(perEpoch), runs);
            double ratio = loop.seconds() / ours.seconds();
            System.out.println(new Result(
                            ours.name(),
                            ours.benchCase(),
                            ours.system(),
                            ours.workers(),
                            ours.rows(),
                            ours.seconds(),
                            ours.latenciesNanos(),
                            ours.peakRssBytes(),
                            ours.stateBytes(),
                            ratio,
                            ours.correct())
                    .json());
        }
    }

    /** The run with the median time; wrong answers come first, so that none is hidden. */
    private static Result median(Supplier<Result> run, int runs) {
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            results.add(run.get());
        }
        for (Result r : results) {
            if (!r.correct()) {
                return r;
            }
        }
        results.sort(Comparator.comparingDouble(Result::seconds));
        return results.get(results.size() / 2);
    }
}
