package dev.taskflow.benchmarks.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/** One thread that reads one topic to its handler, from its start until it is closed. */
public final class Reading<V> implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaConsumer<String, V> consumer;
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Reading(KafkaConsumer<String, V> consumer) {
        this.consumer = consumer;
    }

    /** Starts to read. The consumer is the reading's from now on. */
    public static <V> Reading<V> start(
            KafkaConsumer<String, V> consumer, String topic, Consumer<ConsumerRecord<String, V>> handler) {
        Reading<V> reading = new Reading<>(consumer);
        Thread thread = new Thread(() -> reading.read(topic, handler), "read " + topic);
        thread.setDaemon(true);
        thread.start();
        return reading;
    }

    /** Waits until there are partitions to read. */
    public void awaitAssigned() {
        assigned.join();
    }

    private void read(String topic, Consumer<ConsumerRecord<String, V>> handler) {
        try (consumer) {
            consumer.subscribe(List.of(topic));
            while (true) {
                consumer.poll(POLL).forEach(handler);
                if (!assigned.isDone() && !consumer.assignment().isEmpty()) {
                    assigned.complete(null);
                }
            }
        } catch (WakeupException closed) {
            ended.complete(null);
        } catch (RuntimeException | Error e) {
            assigned.completeExceptionally(e);
            ended.completeExceptionally(e);
        }
    }

    /** Whether it has stopped by itself. */
    public boolean failed() {
        return ended.isCompletedExceptionally();
    }

    /**
     * Stops, and returns when it has.
     *
     * @throws CompletionException if it had stopped by itself
     */
    @Override
    public void close() {
        consumer.wakeup();
        ended.join();
    }
}
