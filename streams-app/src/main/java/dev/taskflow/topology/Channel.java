package dev.taskflow.topology;

import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.serde.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;

/** The way to one kind of output: its sink, its encoding, its CloudEvents type. */
final class Channel<V extends SpecificRecord> {
    private final String sink;
    private final AvroSerializer<V> serializer;
    private final CloudEvents cloudEvents;
    private final Header type;

    Channel(
            String sink,
            Class<V> valueType,
            SchemaRegistryClient registry,
            Map<String, ?> serdeConfig,
            CloudEvents cloudEvents) {
        this.sink = sink;
        this.cloudEvents = cloudEvents;
        this.type = CloudEvents.type(SpecificData.get().getSchema(valueType));
        this.serializer = new AvroSerializer<>(registry);
        serializer.configure(serdeConfig, false);
    }

    Output output(String topic, String key, V value, Instant occurredAt, byte[] id, Cause cause) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        return new Output(
                sink,
                topic,
                keyBytes,
                serializer.serialize(topic, value),
                cloudEvents.headers(type, id, keyBytes, occurredAt, cause.traceHeaders()));
    }
}
