package dev.freshet.vector.parse.child;

import dev.freshet.vector.parse.DocumentJson;
import dev.freshet.vector.parse.Frames;
import dev.freshet.vector.parse.ParseResult;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads documents from standard input until it ends, one at a time, and answers each on standard output. The main thread
 * only reads, so that the end of the parent ends this process even in the middle of a document.
 */
public final class Main {
    private static final long STACK_BYTES = 32L << 20;

    private record Request(String mime, byte[] content) {}

    private Main() {}

    public static void main(String[] args) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        System.setOut(System.err); // a library's print must not end up between the frames
        Offline.arm();
        BlockingQueue<Request> requests = new ArrayBlockingQueue<>(1);
        Thread worker = new Thread(null, () -> serve(requests, out), "parse", STACK_BYTES);
        worker.setDaemon(true);
        worker.start();
        read(requests);
        Runtime.getRuntime().halt(0);
    }

    private static void read(BlockingQueue<Request> requests) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        try {
            while (true) {
                requests.put(new Request(Frames.readText(in), Frames.read(in)));
            }
        } catch (EOFException e) {
            // the parent is done, or gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void serve(BlockingQueue<Request> requests, DataOutputStream out) {
        TikaDocuments documents = new TikaDocuments();
        try {
            while (true) {
                Request request = requests.take();
                answer(out, documents.parse(request.content(), request.mime()));
            }
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static void answer(DataOutputStream out, ParseResult result) throws IOException {
        switch (result) {
            case ParseResult.Parsed(var document) -> {
                out.writeByte(1);
                Frames.write(out, DocumentJson.write(document));
            }
            case ParseResult.Unparsable(String code, String detail) -> {
                out.writeByte(0);
                Frames.write(out, code);
                Frames.write(out, detail);
            }
        }
        out.flush();
    }
}
