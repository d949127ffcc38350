package dev.freshet.stack;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Sends lines to a Kafka topic with the client among the broker's own jars, which are loaded here and not linked, so
 * that this module needs no Kafka to be built.
 */
final class KafkaFeed {

    private KafkaFeed() {}

    /** Sends the file's lines as the values of messages, in their order; returns when all have arrived. */
    static int send(Path libraries, String brokers, String topic, Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = loader(libraries)) {
            Thread.currentThread().setContextClassLoader(loader);
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
            send(loader, brokers, topic, lines);
        } catch (ReflectiveOperationException e) {
            throw new StackException("cannot send to Kafka at " + brokers + ": " + e.getCause(), e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return lines.size();
    }

    private static URLClassLoader loader(Path libraries) throws IOException {
        try (Stream<Path> jars = Files.list(libraries)) {
            List<Path> paths = jars.toList();
            URL[] urls = new URL[paths.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = paths.get(i).toUri().toURL();
            }
            return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        }
    }

    private static void send(ClassLoader loader, String brokers, String topic, List<String> lines)
            throws ReflectiveOperationException, IOException {
        Properties settings = new Properties();
        settings.setProperty("bootstrap.servers", brokers);
        settings.setProperty("acks", "all");
        settings.setProperty("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        settings.setProperty("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        Class<?> type = loader.loadClass("org.apache.kafka.clients.producer.KafkaProducer");
        Class<?> message = loader.loadClass("org.apache.kafka.clients.producer.ProducerRecord");
        Object producer = type.getConstructor(Properties.class).newInstance(settings);
        for (String line : lines) {
            type.getMethod("send", message)
                    .invoke(
                            producer,
                            message.getConstructor(String.class, Object.class).newInstance(topic, line));
        }
        type.getMethod("flush").invoke(producer);
        type.getMethod("close").invoke(producer);
    }
}
