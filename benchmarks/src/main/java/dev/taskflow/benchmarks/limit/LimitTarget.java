package dev.taskflow.benchmarks.limit;

import dev.taskflow.benchmarks.kafka.LoadClients;
import dev.taskflow.benchmarks.kafka.Reading;
import dev.taskflow.benchmarks.load.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The limit as the load sees it: a flow is as many inputs as a flow of TaskFlow is, all sent at once, and settles with what comes
 * of the last. Nothing can be held or cancelled.
 */
public final class LimitTarget implements Target {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final String bootstrapServers;
    private final double inputsPerFlow;
    private final String probe = "probe-" + UUID.randomUUID();
    private final CompletableFuture<Void> probeSettled = new CompletableFuture<>();
    private final AtomicLong errors = new AtomicLong();
    private double owed;
    private @Nullable KafkaProducer<String, byte[]> producer;
    private @Nullable Reading<byte[]> settlements;

    /**
     * Not open yet.
     *
     * @param address as {@link LimitInstallation} gives it
     */
    public LimitTarget(Map<String, String> address) {
        bootstrapServers = Objects.requireNonNull(address.get(LimitInstallation.KAFKA));
        inputsPerFlow = Double.parseDouble(Objects.requireNonNull(address.get(LimitInstallation.INPUTS)));
    }

    @Override
    public void open(Observer observer, int tasksPerFlow, boolean hold) throws Exception {
        LoadClients clients = new LoadClients(bootstrapServers);
        producer = clients.producer(new ByteArraySerializer());
        settlements = Reading.start(
                clients.consumer("limit-listener", new ByteArrayDeserializer()), LimitTopics.SETTLED, record -> {
                    if (record.key().equals(probe)) {
                        probeSettled.complete(null);
                    } else {
                        observer.settled(record.key());
                    }
                });
        settlements.awaitAssigned();
        start(probe);
        probeSettled.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public synchronized void start(String flowId) {
        owed += inputsPerFlow;
        for (; owed >= 2; owed--) {
            send(flowId, new byte[LimitTopics.VALUE_BYTES]);
        }
        byte[] last = new byte[LimitTopics.VALUE_BYTES];
        last[0] = LimitTopics.LAST;
        send(flowId, last);
        owed--;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback has what is to be known.
    private void send(String flowId, byte[] value) {
        if (producer == null) {
            throw new IllegalStateException("open() must be called first");
        }
        producer.send(new ProducerRecord<>(LimitTopics.INPUT, flowId, value), (metadata, failure) -> {
            if (failure != null) {
                errors.incrementAndGet();
            }
        });
    }

    @Override
    public void cancel(String flowId) {
        throw new UnsupportedOperationException("Nothing runs that could be cancelled");
    }

    @Override
    public long errors() {
        return errors.get() + (settlements != null && settlements.failed() ? 1 : 0);
    }

    @Override
    public void close() {
        if (settlements != null) {
            settlements.close();
        }
        if (producer != null) {
            producer.close();
        }
    }
}
