package dev.freshet.server.wiring;

import dev.freshet.server.startup.AwsAccess;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Waits at the SQS queue of what wakes pipelines, in requests of twenty seconds that cost the database nothing. A message is
 * deleted once it was heeded; one that cannot be read stays, and the queue's redrive policy puts it aside. One thread.
 */
public final class WakeQueue implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WakeQueue.class);
    private static final int WAIT_SECONDS = 20;
    private static final int MOST = 10;
    private static final int TICK_SECONDS = 5;
    private static final String TICK = "{\"freshet\": \"tick\"}";
    private static final long PAUSE_MILLIS = 5000;
    private final @Nullable SqsClient sqs;
    private final String queue;
    private final ToIntFunction<Collection<String>> wake;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private @Nullable Thread thread;

    /** @param wake wakes who reads these objects, and says how many that are */
    WakeQueue(@Nullable SqsClient sqs, String queue, ToIntFunction<Collection<String>> wake) {
        this.sqs = sqs;
        this.queue = queue;
        this.wake = wake;
    }

    /** The queue that the settings name, if they do. */
    static WakeQueue of(AwsAccess aws, Sleepers sleepers) {
        URI queue = aws.wakeQueue();
        return queue == null
                ? new WakeQueue(null, "", objects -> 0)
                : new WakeQueue(Places.sqs(aws), queue.toString(), sleepers::wakeReaders);
    }

    /** Begins to wait, where there is a queue. */
    public void start() {
        thread = sqs == null ? null : Thread.ofVirtual().name("wake queue").start(() -> loop(sqs));
    }

    /** Heeds one message; an exception when it cannot be read. */
    public void heed(String message) {
        WakeMessage read = WakeMessage.of(message);
        if (!read.objects().isEmpty()) {
            int woken = wake.applyAsInt(read.objects());
            LOG.infof(
                    "%d objects changed in S3, %d pipelines woken",
                    read.objects().size(), woken);
        }
    }

    /** Sends itself a tick, to come in a few seconds: a process that is frozen in between is run again. */
    public void again() {
        if (sqs != null) {
            sqs.sendMessage(m -> m.queueUrl(queue).messageBody(TICK).delaySeconds(TICK_SECONDS));
        }
    }

    private void loop(SqsClient from) {
        while (open.get()) {
            try {
                heed(
                        from,
                        from.receiveMessage(r -> r.queueUrl(queue)
                                        .waitTimeSeconds(WAIT_SECONDS)
                                        .maxNumberOfMessages(MOST))
                                .messages());
            } catch (RuntimeException e) {
                if (open.get() && !pause(e)) {
                    return;
                }
            }
        }
    }

    private static boolean pause(RuntimeException cause) {
        LOG.warn("the wake queue cannot be heeded at this moment", cause instanceof SdkException ? null : cause);
        LOG.debug("why", cause);
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void heed(SqsClient from, List<Message> messages) {
        List<String> objects = new ArrayList<>();
        List<Message> read = new ArrayList<>();
        for (Message message : messages) {
            try {
                objects.addAll(WakeMessage.of(message.body()).objects());
                read.add(message);
            } catch (IllegalArgumentException e) {
                LOG.warnf("a message of the wake queue stays: %s", e.getMessage());
            }
        }
        if (!objects.isEmpty()) {
            int woken = wake.applyAsInt(objects);
            LOG.infof("%d objects changed in S3, %d pipelines woken", objects.size(), woken);
        }
        read.forEach(message -> from.deleteMessage(r -> r.queueUrl(queue).receiptHandle(message.receiptHandle())));
    }

    @Override
    public void close() {
        open.set(false);
        if (sqs != null) {
            sqs.close();
        }
        Thread waiting = thread;
        if (waiting != null) {
            waiting.interrupt();
        }
    }
}
