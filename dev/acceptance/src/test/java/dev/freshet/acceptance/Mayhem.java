package dev.freshet.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends processes by {@code kill -9}: the worker ten times, the control plane twice, at seeded moments while requests are
 * being answered. A killed control plane is started again as a user would, by {@code ./freshet up}.
 */
final class Mayhem implements Runnable {
    static final int WORKER_KILLS = 10;
    static final int CONTROL_PLANE_KILLS = 2;

    private final String pipeline;
    private final AtomicInteger answered;
    private final int requests;
    private final Random random;
    final List<String> done = new ArrayList<>();

    Mayhem(String pipeline, AtomicInteger answered, int requests, long seed) {
        this.pipeline = pipeline;
        this.answered = answered;
        this.requests = requests;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        List<Integer> moments = new ArrayList<>();
        int acts = WORKER_KILLS + CONTROL_PLANE_KILLS;
        for (int i = 0; i < acts; i++) {
            moments.add((int) ((i + random.nextDouble()) * requests * 0.95 / acts));
        }
        for (int i = 0; i < acts; i++) {
            int moment = moments.get(i);
            while (answered.get() < moment) {
                Pipelines.pause(5);
            }
            Pipelines.pause(random.nextInt(300));
            if (i == 4 || i == 9) {
                controlPlane();
            } else {
                worker();
            }
        }
    }

    private void worker() {
        while (true) {
            for (long pid : LocalStack.workers(pipeline)) {
                if (LocalStack.kill(pid)) {
                    done.add("worker " + pid + " after " + answered + " answers");
                    awaitDeath(pid);
                    return;
                }
            }
            Pipelines.pause(20);
        }
    }

    private void controlPlane() {
        long pid = LocalStack.processes("control-plane").getFirst().path("pid").asLong();
        if (!LocalStack.kill(pid)) {
            throw new IllegalStateException("the control plane was dead before it was killed");
        }
        done.add("control plane " + pid + " after " + answered + " answers");
        awaitDeath(pid);
        LocalStack.Finished up = LocalStack.freshet("up", "--detach");
        if (up.code() != 0) {
            throw new IllegalStateException("./freshet up failed: " + up.err());
        }
    }

    /** So that the next act does not hit the same process. */
    private static void awaitDeath(long pid) {
        while (LocalStack.lives(pid)) {
            Pipelines.pause(10);
        }
    }
}
