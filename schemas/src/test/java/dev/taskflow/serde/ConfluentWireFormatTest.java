package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our serdes against Confluent's own, on one registry: they write the same bytes, and each reads the other's. */
class ConfluentWireFormatTest {
    private static final String TOPIC = "proof";
    private static final RegistryEndpoint REGISTRY = new RegistryEndpoint();
    /** The same for both sides; {@code avro.remove.java.properties} is what ours does without being told. */
    private static final Map<String, Object> CONFIG = Map.of(
            "schema.registry.url",
            REGISTRY.url(),
            "value.subject.name.strategy",
            "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy",
            "avro.remove.java.properties",
            true,
            "specific.avro.reader",
            true);

    private static URLClassLoader confluent;
    private static ClassLoader before;

    @BeforeAll
    static void loadConfluent() throws IOException {
        URL jar = Path.of(System.getProperty("confluent.jar")).toUri().toURL();
        confluent = new URLClassLoader(new URL[] {jar}, ConfluentWireFormatTest.class.getClassLoader());
        before = Thread.currentThread().getContextClassLoader();
        // Confluent's configuration finds its strategy classes through the thread's class loader.
        Thread.currentThread().setContextClassLoader(confluent);
    }

    @AfterAll
    static void close() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        confluent.close();
        REGISTRY.close();
    }

    static List<SpecificRecord> records() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("records")
    void bothSerializersWriteTheSameBytes(SpecificRecord record) throws ReflectiveOperationException {
        try (Serializer<Object> theirs = theirSerializer();
                Serializer<SpecificRecord> ours = new AvroSerializer<>()) {
            theirs.configure(CONFIG, false);
            ours.configure(CONFIG, false);

            assertThat(ours.serialize(TOPIC, record)).isEqualTo(theirs.serialize(TOPIC, record));
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void eachReadsTheOthersBytes(SpecificRecord record) throws ReflectiveOperationException {
        try (Serializer<Object> theirWriter = theirSerializer();
                Deserializer<Object> theirReader = theirDeserializer();
                Serializer<SpecificRecord> ourWriter = new AvroSerializer<>();
                Deserializer<SpecificRecord> ourReader = new AvroDeserializer<>()) {
            theirWriter.configure(CONFIG, false);
            theirReader.configure(CONFIG, false);
            ourWriter.configure(CONFIG, false);
            ourReader.configure(CONFIG, false);

            assertThat(ourReader.deserialize(TOPIC, theirWriter.serialize(TOPIC, record)))
                    .isEqualTo(record);
            assertThat(theirReader.deserialize(TOPIC, ourWriter.serialize(TOPIC, record)))
                    .isEqualTo(record);
        }
    }

    @SuppressWarnings("unchecked") // The class is not on this test's class path.
    private static Serializer<Object> theirSerializer() throws ReflectiveOperationException {
        return (Serializer<Object>) instance("io.confluent.kafka.serializers.KafkaAvroSerializer");
    }

    @SuppressWarnings("unchecked") // The class is not on this test's class path.
    private static Deserializer<Object> theirDeserializer() throws ReflectiveOperationException {
        return (Deserializer<Object>) instance("io.confluent.kafka.serializers.KafkaAvroDeserializer");
    }

    private static Object instance(String name) throws ReflectiveOperationException {
        Class<?> type = confluent.loadClass(name);
        assertThat(type.getClassLoader()).isEqualTo(confluent);
        return type.getConstructor().newInstance();
    }
}
