package dev.taskflow.client;

import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the end of a topic for those who wait, {@code read_committed} and without a group, in a thread of its own. It reads
 * only while somebody waits, and for a moment after; each time it begins anew at the end. Only records of awaited flows are
 * decoded. What goes wrong is logged and tried again: those who wait have time limits of their own.
 */
final class TopicTail<V extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Connection connection;
    private final Topic<V> topic;
    private final Waiters<V> waiters;
    private final Duration maxBlock;
    private final Duration idle;
    private final AvroDeserializer<V> values;
    private final LookBacks lookBacks = new LookBacks();
    private final Deque<ConsumerRecord<byte @Nullable [], byte @Nullable []>> unread = new ArrayDeque<>();
    private final Thread thread;

    /** Completes when the positions are fixed; null while nothing is read. Guarded by this. */
    private @Nullable CompletableFuture<Void> session;

    private boolean started; // guarded by this
    private boolean closed; // guarded by this

    /**
     * Reads nothing yet.
     *
     * @param idle how long it goes on reading when nobody waits
     */
    TopicTail(Connection connection, Topic<V> topic, Waiters<V> waiters, Duration idle) {
        this.idle = idle;
        this.connection = connection;
        this.topic = topic;
        this.waiters = waiters;
        this.maxBlock = KafkaSettings.maxBlock(connection);
        this.values = new AvroDeserializer<>(topic.valueType());
        values.configure(connection.schemaRegistry(), false);
        thread = new Thread(this::run, "taskflow-reader-of-" + topic.name());
        thread.setDaemon(true);
    }

    /**
     * Returns when it is certain that whatever is written from now on will be read, for a waiter that was added before.
     *
     * @throws KafkaException if that cannot be had in time
     */
    void awaitPositions() {
        try {
            session().get(maxBlock.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (TimeoutException late) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "Kafka did not say within " + maxBlock.toMillis() + " ms where the topic " + topic.name() + " ends",
                    late);
        } catch (ExecutionException failed) {
            throw new KafkaException("The topic " + topic.name() + " cannot be read: " + messageOf(failed), failed);
        }
    }

    private static @Nullable String messageOf(ExecutionException failed) {
        return failed.getCause() == null
                ? failed.getMessage()
                : failed.getCause().getMessage();
    }

    private synchronized CompletableFuture<Void> session() {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the client is closed"));
        }
        if (!started) {
            started = true;
            thread.start();
        }
        if (session == null) {
            session = new CompletableFuture<>();
            notifyAll();
        }
        return session;
    }

    /**
     * Reads the partition of a flow again from a time on, for a waiter that was added before, after {@link #awaitPositions()}.
     *
     * @param passed is told, by the thread that reads, when all up to the present has been read
     */
    void readAgain(String flowId, Instant since, Runnable passed) {
        lookBacks.add(flowId, since, passed);
    }

    synchronized boolean isReading() {
        return session != null;
    }

    private void run() {
        try (KafkaConsumer<byte @Nullable [], byte @Nullable []> consumer = new KafkaConsumer<>(
                KafkaSettings.reader(connection), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Positions positions = new Positions(consumer, topic.name(), maxBlock);
            CompletableFuture<Void> next = nextSession();
            while (next != null) {
                if (begin(next, positions)) {
                    read(consumer, positions);
                }
                next = nextSession();
            }
        } catch (RuntimeException e) {
            LOG.atError()
                    .setMessage("The reader has failed; what is awaited from it times out")
                    .addKeyValue("topic", topic.name())
                    .setCause(e)
                    .log();
            end(new KafkaException("The reader has failed", e), true);
        }
    }

    private synchronized @Nullable CompletableFuture<Void> nextSession() {
        while (session == null && !closed) {
            try {
                wait();
            } catch (InterruptedException interrupted) {
                throw new InterruptException(interrupted);
            }
        }
        return closed ? null : session;
    }

    private boolean begin(CompletableFuture<Void> beginning, Positions positions) {
        try {
            positions.toEnd();
            beginning.complete(null);
            return true;
        } catch (KafkaException e) {
            end(e, false);
            return false;
        }
    }

    private synchronized void end(KafkaException failure, boolean forGood) {
        if (session != null) {
            session.completeExceptionally(failure);
            session = null;
        }
        closed = closed || forGood;
    }

    private void read(KafkaConsumer<byte @Nullable [], byte @Nullable []> consumer, Positions positions) {
        long idleSince = System.nanoTime();
        while (!isOver(idleSince)) {
            if (!waiters.isEmpty()) {
                idleSince = System.nanoTime();
            }
            try {
                positions.addNewPartitions();
                lookBacks.begin(positions, waiters::isAwaited);
                consumer.poll(POLL).forEach(unread::add);
                readUnread();
                lookBacks.end(positions, waiters::isAwaited);
            } catch (KafkaException e) {
                LOG.atWarn()
                        .setMessage("A topic cannot be read for now")
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("error", e.toString())
                        .log();
                pause();
            }
        }
        unread.clear();
        lookBacks.clear();
    }

    /** Ends the session if nobody has waited for a while. Whoever begins to wait adds itself first, then asks for a session. */
    private synchronized boolean isOver(long idleSince) {
        if (!closed && waiters.isEmpty() && System.nanoTime() - idleSince > idle.toNanos()) {
            session = null;
        }
        return closed || session == null;
    }

    private void readUnread() {
        for (var next = unread.peek(); next != null; next = unread.peek()) {
            read(next);
            unread.remove();
        }
    }

    /** Lets exceptions pass that say nothing about the record: it stays unread. */
    private void read(ConsumerRecord<byte @Nullable [], byte @Nullable []> received) {
        byte[] key = received.key();
        String flowId = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        if (received.value() == null || !waiters.isAwaited(flowId)) {
            return;
        }
        try {
            waiters.offer(flowId, values.deserialize(topic.name(), received.value()));
        } catch (SerializationException e) {
            LOG.atWarn()
                    .setMessage("A record cannot be decoded and is skipped")
                    .addKeyValue("topic", received.topic())
                    .addKeyValue("partition", received.partition())
                    .addKeyValue("offset", received.offset())
                    .addKeyValue("error", e.getMessage())
                    .log();
        }
    }

    private synchronized void pause() {
        long end = System.nanoTime() + AFTER_FAULT.toNanos();
        try {
            while (!closed && System.nanoTime() - end < 0) {
                wait(AFTER_FAULT.toMillis());
            }
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    /** Ends the reading. Waiters stay as they are. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (session != null) {
                session.completeExceptionally(new IllegalStateException("the client is closed"));
            }
            notifyAll();
        }
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
