package dev.taskflow.app.progress;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** Clients for Kafka Streams as another supplier makes them, but with producers that tell what becomes of their writes. Safe for any thread. */
public final class TrackedClients implements KafkaClientSupplier {
    private final KafkaClientSupplier others;
    private final UncommittedWrites writes;

    /** @param others makes all clients but the producers */
    public TrackedClients(KafkaClientSupplier others, UncommittedWrites writes) {
        this.others = others;
        this.writes = writes;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return others.getAdmin(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new TrackedProducer(config, writes);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return others.getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return others.getRestoreConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return others.getGlobalConsumer(config);
    }
}
