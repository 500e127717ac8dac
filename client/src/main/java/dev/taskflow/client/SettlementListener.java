package dev.taskflow.client;

import dev.taskflow.topics.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a handler for each flow that settles: a member of a consumer group on {@code flow-settled}, {@code read_committed}.
 *
 * <p>Every settlement is handed over at least once to one member of the group, in the order of its partition; its offset is
 * committed after the handler has returned. One handler call is at work at a time; for more, start more listeners of the same
 * group, up to the number of partitions. A handler that throws is called again after a backoff, while other partitions go on. After
 * the last attempt, and at once if the record cannot be decoded, the record is parked in the group's own dead-letter topic,
 * {@code <prefix>flow-settled.<group>.dead-letters}: as received, with Kafka Streams' {@code __streams.errors.*} headers. A
 * slow handler does not lose the group's membership. While the schema registry is away records wait.
 *
 * <p>All methods may be called from any thread.
 */
public final class SettlementListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementListener.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration COMMIT = Duration.ofSeconds(10);
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(200);

    private final String topic;
    private final ListenerOptions options;
    private final Backoff backoff;
    private final Lanes lanes = new Lanes();
    private final ParkedSettlements parked;
    private final SettlementDelivery delivery;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread handling;
    private final Thread polling;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;
    private long committedAt = System.nanoTime(); // for the thread that polls

    private SettlementListener(
            Connection connection,
            String group,
            SettlementHandler handler,
            ListenerOptions options,
            Topic<byte[]> deadLetters) {
        this.topic = connection.topics().flowSettled().name();
        this.options = options;
        this.backoff = new Backoff(options.firstBackoff(), options.maxBackoff(), () -> ThreadLocalRandom.current()
                .nextDouble());
        this.consumer = new KafkaConsumer<>(
                KafkaSettings.member(connection, group, options.fromBeginning()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.parked = new ParkedSettlements(connection, deadLetters);
        this.delivery = new SettlementDelivery(connection, handler, options, parked, lanes::isStopped);
        this.handling = new Thread(this::handle, "taskflow-settlements-" + group);
        this.polling = new Thread(this::poll, "taskflow-settlements-poll-" + group);
    }

    /**
     * Starts a listener with default options.
     *
     * @see #start(Connection, String, ListenerOptions, SettlementHandler)
     */
    public static SettlementListener start(Connection connection, String group, SettlementHandler handler) {
        return start(connection, group, ListenerOptions.DEFAULTS, handler);
    }

    /**
     * Starts a listener, and creates the group's dead-letter topic if it is missing. Its threads keep the program running until
     * it is closed.
     *
     * @param group the consumer group; of {@code A-Z a-z 0-9 . _ -}
     * @throws IllegalArgumentException if the dead-letter topic cannot be named after the group
     * @throws KafkaException if Kafka does not answer, does not let the dead-letter topic be created, or a setting is wrong
     */
    public static SettlementListener start(
            Connection connection, String group, ListenerOptions options, SettlementHandler handler) {
        Topic<byte[]> deadLetters = connection.topics().settlementDeadLetters(group);
        DeadLetterTopic.ensure(connection, deadLetters);
        SettlementListener listener = new SettlementListener(connection, group, handler, options, deadLetters);
        listener.handling.start();
        listener.polling.start();
        return listener;
    }

    /** Where this group's dead letters are. */
    public String deadLetterTopic() {
        return parked.topic();
    }

    /** Why the listener stopped by itself; empty while it works and after it was closed. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Completes when the listener has stopped: normally if it was closed, else with its {@link #failure()}. */
    public CompletionStage<Void> whenEnded() {
        return ended.minimalCompletionStage();
    }

    private void poll() {
        try {
            consumer.subscribe(List.of(topic), new Rebalances());
            while (!lanes.isStopped()) {
                consumer.poll(POLL).forEach(lanes::add);
                consumer.pause(lanes.full());
                consumer.resume(lanes.roomy());
                if (System.nanoTime() - committedAt > BETWEEN_COMMITS.toNanos()) {
                    commit();
                }
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            end();
        }
    }

    private void handle() {
        try {
            for (Lane lane = lanes.take(); lane != null; lane = lanes.take()) {
                SettlementDelivery.Outcome outcome =
                        delivery.attempt(Objects.requireNonNull(lane.inHand), lane.failures);
                if (!lanes.isStopped()) {
                    Thread.interrupted(); // a handler may have left it behind
                }
                if (outcome == SettlementDelivery.Outcome.FINISHED) {
                    lanes.finished(lane);
                } else {
                    boolean handlerFailed = outcome == SettlementDelivery.Outcome.HANDLER_FAILED;
                    lanes.notFinished(lane, handlerFailed, backoff);
                }
            }
        } catch (InterruptedException closing) {
            lanes.stop();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable e) {
        failure = e;
        LOG.atError()
                .setMessage("The listener has failed and stops")
                .addKeyValue("topic", topic)
                .setCause(e)
                .log();
        lanes.stop();
    }

    /** Commits what is finished. What cannot be committed now is again the next time, or comes again. */
    private void commit() {
        committedAt = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> offsets = lanes.uncommitted();
        if (offsets.isEmpty() || failure != null) {
            return;
        }
        try {
            consumer.commitSync(offsets, COMMIT);
            lanes.committed(offsets);
        } catch (FencedInstanceIdException | AuthorizationException e) {
            throw e; // it will not get better
        } catch (KafkaException e) {
            LOG.atWarn()
                    .setMessage("Offsets cannot be committed for now; settlements may come again")
                    .addKeyValue("topic", topic)
                    .addKeyValue("error", e.toString())
                    .log();
        }
    }

    private void end() {
        lanes.quiesce(lanes.partitions(), options.handlerTimeLimit());
        cleanly(this::commit);
        lanes.drop(lanes.partitions()); // so that leaving the group does not wait for the handler again
        handling.interrupt(); // one that is still at work; what it does is not committed
        cleanly(() -> consumer.close(CloseOptions.timeout(COMMIT)));
        cleanly(parked::close);
        Throwable failed = failure;
        if (failed == null) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(failed);
        }
    }

    private static void cleanly(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setMessage("The listener did not close cleanly")
                    .addKeyValue("error", e.toString())
                    .log();
        }
    }

    /**
     * Stops: waits for a handler that is at work, at most as long as the options say, commits what is finished, and leaves the
     * group. A handler that is still at work then is interrupted. Closing again does nothing. When a handler itself closes its
     * listener, this returns at once.
     */
    @Override
    public void close() {
        lanes.stop();
        if (Thread.currentThread() == handling) {
            return;
        }
        try {
            polling.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says where "from now on" begins: a group without offsets would begin later again after every restart. */
    private void pin(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        consumer.committed(Set.copyOf(partitions), COMMIT).forEach((partition, committed) -> {
            if (committed == null) {
                offsets.put(partition, new OffsetAndMetadata(consumer.position(partition, COMMIT)));
            }
        });
        consumer.commitSync(offsets, COMMIT);
    }

    /** Called by the thread that polls. */
    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!options.fromBeginning()) {
                pin(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            lanes.quiesce(partitions, options.handlerTimeLimit());
            commit();
            lanes.drop(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            lanes.drop(partitions);
        }
    }
}
