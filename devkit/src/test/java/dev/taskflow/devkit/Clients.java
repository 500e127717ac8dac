package dev.taskflow.devkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Plain Kafka clients, as any user of a broker has them. */
final class Clients {
    static final String TOPIC = "things";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Clients() {}

    static Admin admin(String bootstrap) {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    static void createTopic(String bootstrap) throws Exception {
        try (Admin admin = admin(bootstrap)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(30, SECONDS);
        }
    }

    static Producer<String, String> producer(String bootstrap, Map<String, Object> extra) {
        Map<String, Object> config = new HashMap<>(extra);
        config.put("bootstrap.servers", bootstrap);
        config.put("acks", "all");
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    static void produce(String bootstrap, String... values) throws Exception {
        try (Producer<String, String> producer = producer(bootstrap, Map.of())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(TOPIC, value)).get(30, SECONDS);
            }
        }
    }

    /** All committed values from the beginning to the present end. */
    static List<String> readAll(String bootstrap) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (Consumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), DEADLINE).getOrDefault(partition, 0L);
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "read " + consumer.position(partition) + " of " + end + " offsets in " + DEADLINE);
                }
                consumer.poll(POLL).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    static List<Path> logDirectories(String bootstrap) throws Exception {
        try (Admin admin = admin(bootstrap)) {
            var byBroker = admin.describeLogDirs(List.of(1)).allDescriptions().get(30, SECONDS);
            return byBroker.values().stream()
                    .flatMap(directories -> directories.keySet().stream())
                    .map(Path::of)
                    .toList();
        }
    }

    /** The first value that a new share group is given. */
    static String readFirstInShareGroup(String bootstrap) throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "workers");
        AlterConfigOp fromTheBeginning =
                new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
        try (Admin admin = admin(bootstrap)) {
            admin.incrementalAlterConfigs(Map.of(group, List.of(fromTheBeginning)))
                    .all()
                    .get(30, SECONDS);
        }
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "group.id", "workers");
        try (ShareConsumer<String, String> consumer =
                new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    return record.value();
                }
            }
            throw new AssertionError("the share group was given nothing in " + DEADLINE);
        }
    }
}
