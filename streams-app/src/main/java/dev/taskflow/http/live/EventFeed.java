package dev.taskflow.http.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings flow events to the hub while somebody listens, and some time longer, so that who comes back misses none: one consumer
 * for all streams of an instance, in a thread of its own. For nobody the whole history would be read by every instance.
 */
public final class EventFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LOOK_FOR_LISTENERS = Duration.ofMillis(100);
    private static final Duration READ_ON = Duration.ofMinutes(5);

    /** How far back it goes in a partition for those who come back. */
    private static final long MOST_MISSED = 10_000;

    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final FlowEventTopic topic;
    private final EventHub hub;
    private final Thread thread;

    /** Where to go on after a fault; by the feed's thread alone. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Consumer<byte[], byte[]> reading;

    private EventFeed(FlowEventTopic topic, EventHub hub) {
        this.topic = topic;
        this.hub = hub;
        this.thread = new Thread(this::run, "taskflow-event-feed");
        thread.setDaemon(true);
    }

    /** Begins to look for listeners. Kafka may be away: it is tried again. */
    public static EventFeed start(FlowEventTopic topic, EventHub hub) {
        EventFeed feed = new EventFeed(topic, hub);
        feed.thread.start();
        return feed;
    }

    private void run() {
        while (!isClosed()) {
            if (!hub.isWanted()) {
                if (hub.restsAfter(READ_ON)) {
                    next.clear();
                }
                pause(LOOK_FOR_LISTENERS);
                continue;
            }
            try (Consumer<byte[], byte[]> consumer = topic.consumer(POLL)) {
                reading = consumer;
                begin(consumer);
                while (!isClosed() && !hub.restsAfter(READ_ON)) {
                    consumer.poll(POLL).forEach(this::publish);
                }
                next.clear();
            } catch (RuntimeException fault) {
                if (isClosed()) {
                    return;
                }
                LOG.warn("Flow events cannot be read for now: {}", fault.toString());
                pause(AFTER_FAULT);
            }
        }
    }

    private void begin(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (PartitionInfo info : consumer.partitionsFor(topic.name())) {
            partitions.add(new TopicPartition(info.topic(), info.partition()));
        }
        consumer.assign(partitions);
        Map<Integer, Long> begun = new HashMap<>();
        Map<Integer, Long> missed = hub.missedByAllWhoWait();
        consumer.endOffsets(partitions).forEach((partition, end) -> {
            long from = Math.max(missed.getOrDefault(partition.partition(), end), end - MOST_MISSED);
            if (next.putIfAbsent(partition, Math.min(from, end)) == null) {
                begun.put(partition.partition(), Math.min(from, end));
            }
        });
        partitions.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition, 0L)));
        hub.begin(begun);
    }

    private void publish(ConsumerRecord<byte[], byte[]> received) {
        topic.event(received)
                .ifPresent(event ->
                        hub.publish(received.partition(), received.offset(), received.serializedValueSize(), event));
        next.put(new TopicPartition(received.topic(), received.partition()), received.offset() + 1);
    }

    private void pause(Duration time) {
        try {
            closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    @Override
    public void close() {
        closing.countDown();
        // An interrupt would have Kafka's client complain that it could not close in order.
        Consumer<byte[], byte[]> now = reading;
        if (now != null) {
            now.wakeup();
        }
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
