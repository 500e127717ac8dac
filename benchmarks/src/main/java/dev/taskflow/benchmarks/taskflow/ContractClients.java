package dev.taskflow.benchmarks.taskflow;

import dev.taskflow.benchmarks.kafka.LoadClients;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.serde.AvroSerializer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Plain Kafka clients for the contract's topics. */
record ContractClients(Address address) {
    KafkaProducer<String, SpecificRecord> producer() {
        AvroSerializer<SpecificRecord> values = new AvroSerializer<>();
        values.configure(address.settings(), false);
        return plain().producer(values);
    }

    <V extends SpecificRecord> KafkaConsumer<String, V> consumer(String group, Class<V> type) {
        AvroDeserializer<V> values = new AvroDeserializer<>(type);
        values.configure(address.settings(), false);
        return plain().consumer(group, values);
    }

    /** Reads keys and leaves the values as they are. */
    KafkaConsumer<String, byte[]> consumer(String group) {
        return plain().consumer(group, new ByteArrayDeserializer());
    }

    private LoadClients plain() {
        return new LoadClients(address.bootstrapServers());
    }
}
