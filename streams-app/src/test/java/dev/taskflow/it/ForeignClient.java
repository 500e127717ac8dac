package dev.taskflow.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a team without any of our classes writes: Kafka's clients, plain Avro, and the schema registry by REST. It knows topic
 * names and field names from the documentation, and nothing else.
 */
final class ForeignClient implements AutoCloseable {
    private final String bootstrapServers;
    private final String registryUrl;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final KafkaProducer<String, byte[]> producer;

    ForeignClient(String bootstrapServers, String registryUrl) {
        this.bootstrapServers = bootstrapServers;
        this.registryUrl = registryUrl;
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrapServers);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** A record of the schema that the registry has for this topic, with these fields and the schema's defaults. */
    GenericRecord newValue(String topic, Map<String, Object> fields) throws Exception {
        return newRecord(new Schema.Parser().parse(latest(topic).get("schema").asText()), fields);
    }

    /** A record of the type of a field, or of its one type beside null. */
    GenericRecord newRecord(Schema of, String field, Map<String, Object> fields) {
        Schema schema = of.getField(field).schema();
        if (schema.isUnion()) {
            schema = schema.getTypes().stream()
                    .filter(each -> each.getType() == Schema.Type.RECORD)
                    .findFirst()
                    .orElseThrow();
        } else if (schema.getType() == Schema.Type.ARRAY) {
            schema = schema.getElementType();
        }
        return newRecord(schema, fields);
    }

    private static GenericRecord newRecord(Schema schema, Map<String, Object> fields) {
        GenericRecord made = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            if (fields.containsKey(field.name())) {
                made.put(field.pos(), fields.get(field.name()));
            } else if (field.hasDefaultValue()) {
                made.put(field.pos(), GenericData.get().getDefaultValue(field));
            }
        }
        return made;
    }

    void send(String topic, String key, GenericRecord value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.write(
                ByteBuffer.allocate(4).putInt(latest(topic).get("id").asInt()).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(value.getSchema()).write(value, encoder);
        encoder.flush();
        producer.send(new ProducerRecord<>(topic, key, bytes.toByteArray())).get();
    }

    /** All committed records of a topic with this key, decoded. */
    List<GenericRecord> read(String topic, String key) throws Exception {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrapServers);
        config.put("isolation.level", "read_committed");
        List<GenericRecord> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (Map.Entry<TopicPartition, Long> end :
                    consumer.endOffsets(partitions).entrySet()) {
                while (consumer.position(end.getKey()) < end.getValue()) {
                    for (ConsumerRecord<String, byte[]> received : consumer.poll(Duration.ofMillis(20))) {
                        if (key.equals(received.key())) {
                            values.add(decode(received.value()));
                        }
                    }
                }
            }
        }
        return values;
    }

    private GenericRecord decode(byte[] value) throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        byte magic = buffer.get();
        if (magic != 0) {
            throw new IOException("magic byte " + magic);
        }
        int id = buffer.getInt();
        Schema schema = schemas.get(id);
        if (schema == null) {
            schema = new Schema.Parser()
                    .parse(get("/schemas/ids/" + id).get("schema").asText());
            schemas.put(id, schema);
        }
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    }

    private JsonNode latest(String topic) throws Exception {
        return get("/subjects/" + topic + "-value/versions/latest");
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(registryUrl + path)).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return new ObjectMapper().readTree(response.body());
    }

    @Override
    public void close() {
        producer.close();
    }
}
