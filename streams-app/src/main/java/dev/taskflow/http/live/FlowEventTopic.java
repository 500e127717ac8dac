package dev.taskflow.http.live;

import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.FlowEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic flow-events, as it is read here: committed records only, without a group. Safe for any thread. */
public final class FlowEventTopic {
    private static final Logger LOG = LoggerFactory.getLogger(FlowEventTopic.class);
    private static final int ANSWER_WITHIN_MS = 10_000;

    private final Topic<FlowEvent> topic;
    private final Map<String, Object> kafka;
    private final AvroDeserializer<FlowEvent> values;

    /**
     * The topic, still unread.
     *
     * @param kafka settings of Kafka's consumers, {@code bootstrap.servers} among them
     * @param registry settings of the serdes
     */
    public FlowEventTopic(Topic<FlowEvent> topic, Map<String, Object> kafka, Map<String, Object> registry) {
        this.topic = topic;
        this.kafka = new HashMap<>(kafka);
        this.kafka.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.kafka.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.kafka.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.kafka.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        this.kafka.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        this.kafka.remove(ConsumerConfig.GROUP_ID_CONFIG);
        this.kafka.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        this.kafka.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        values = new AvroDeserializer<>(FlowEvent.class);
        values.configure(registry, false);
    }

    String name() {
        return topic.name();
    }

    /** @param fetchWait how long the broker keeps a question for new records; to close a consumer takes as long */
    Consumer<byte[], byte[]> consumer(Duration fetchWait) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(fetchWait.toMillis()));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Empty if it is no event of ours, which is logged. */
    Optional<FlowEvent> event(ConsumerRecord<byte[], byte[]> received) {
        try {
            return Optional.ofNullable(received.value()).map(value -> values.deserialize(topic.name(), value));
        } catch (SerializationException broken) {
            LOG.atWarn()
                    .setMessage("An event cannot be decoded and is left out")
                    .addKeyValue("topic", received.topic())
                    .addKeyValue("partition", received.partition())
                    .addKeyValue("offset", received.offset())
                    .addKeyValue("error", broken.toString())
                    .log();
            return Optional.empty();
        }
    }
}
