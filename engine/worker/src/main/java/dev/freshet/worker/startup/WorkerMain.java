package dev.freshet.worker.startup;

import dev.freshet.core.operator.RecursionBudgetException;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.lake.SupersededException;
import dev.freshet.spi.sys.BootstrapDoor;
import dev.freshet.spi.sys.Failpoint;
import dev.freshet.worker.loop.Commits;
import dev.freshet.worker.recover.IntegrityException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Entry point of the worker process. Exit codes: 0 stopped, 70 failed, 75 superseded, 78 bad bootstrap, 1 crash. */
public final class WorkerMain {
    static final int FAILED = 70;
    static final int SUPERSEDED = 75;
    static final int BAD_BOOTSTRAP = 78;

    /** Held here, as the JDK forgets the level of a logger that nobody holds. */
    private static final Logger OURS = Logger.getLogger("dev.freshet");

    private WorkerMain() {}

    public static void main(String[] args) {
        quietLibraries();
        System.exit(run());
    }

    /** One line per entry; of libraries only what went wrong. */
    private static void quietLibraries() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        Logger.getLogger("").setLevel(Level.WARNING);
        OURS.setLevel(Level.INFO);
    }

    private static int run() {
        Bootstrap boot;
        try {
            boot = Bootstrap.read(BootstrapDoor.open(System.getenv(), System.in));
            Files.createDirectories(boot.scratch());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("bad bootstrap: " + e.getMessage());
            return BAD_BOOTSTRAP;
        }
        Failpoint.arm(boot.failpoints());
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
        } catch (Commits.SupersededException | SupersededException e) {
            System.out.println(e.getMessage());
            halt(SUPERSEDED, String.valueOf(e.getMessage()));
            return SUPERSEDED;
        } catch (IntegrityException e) {
            return failed(worker, "INTEGRITY", e);
        } catch (RecursionBudgetException e) {
            return failed(worker, "RECURSION_BUDGET", e);
        } catch (ConnectorException e) {
            return failed(worker, "CONNECTOR", e);
        }
    }

    /** What another start would meet again: the state says why, and nobody starts it before being asked. */
    private static int failed(Worker worker, String code, RuntimeException why) {
        worker.report(new Worker.Failure(code, String.valueOf(why.getMessage())));
        System.err.println(why.getMessage());
        return FAILED;
    }

    /** Leaves at once, touching nothing: another owner is at work. */
    static void halt(int code, String why) {
        System.out.println("halt: " + why);
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }
}
