package dev.freshet.worker.startup;

import dev.freshet.lake.SupersededException;
import dev.freshet.worker.loop.EpochDriver;
import dev.freshet.worker.recover.IntegrityException;
import java.io.IOException;

/** Entry point of the worker process. Exit codes: 0 stopped, 70 failed, 75 superseded, 78 bad bootstrap, 1 crash. */
public final class WorkerMain {
    static final int FAILED = 70;
    static final int SUPERSEDED = 75;
    static final int BAD_BOOTSTRAP = 78;

    private WorkerMain() {}

    public static void main(String[] args) {
        System.exit(run());
    }

    private static int run() {
        Bootstrap boot;
        try {
            boot = Bootstrap.read(System.in);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("bad bootstrap: " + e.getMessage());
            return BAD_BOOTSTRAP;
        }
        System.out.println(
                "worker of " + boot.pipeline() + ", version " + boot.version() + ", generation " + boot.generation());
        try (Worker worker = new Worker(boot)) {
            Runtime.getRuntime().addShutdownHook(new Thread(worker::stop));
            return run(worker);
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }

    private static int run(Worker worker) throws InterruptedException {
        try {
            worker.run();
            return worker.failure() == null ? 0 : FAILED;
        } catch (EpochDriver.SupersededException | SupersededException e) {
            System.out.println(e.getMessage());
            halt(SUPERSEDED, String.valueOf(e.getMessage()));
            return SUPERSEDED;
        } catch (IntegrityException e) {
            worker.report(new Worker.Failure("INTEGRITY", String.valueOf(e.getMessage())));
            System.err.println(e.getMessage());
            return FAILED;
        }
    }

    /** Leaves at once, touching nothing: another owner is at work. */
    static void halt(int code, String why) {
        System.out.println("halt: " + why);
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }
}
