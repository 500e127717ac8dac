package dev.taskflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What a test is to the client: it reads the commands, and answers in transactions as it likes. For use by one thread. */
@SuppressWarnings("FutureReturnValueIgnored") // a commit fails if a send before it did
final class PlayedProcessor implements AutoCloseable {
    private final Connection connection;
    private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
    private final AvroDeserializer<FlowCommand> deserializer = new AvroDeserializer<>(FlowCommand.class);
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> commands;
    private final List<ConsumerRecord<byte[], byte[]>> received = new ArrayList<>();

    PlayedProcessor(Connection connection) {
        this.connection = connection;
        serializer.configure(connection.schemaRegistry(), false);
        deserializer.configure(connection.schemaRegistry(), false);
        Map<String, Object> settings = new HashMap<>(connection.kafka());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, UUID.randomUUID().toString());
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        commands = new KafkaConsumer<>(connection.kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        String topic = connection.topics().flowCommands().name();
        List<TopicPartition> partitions = IntStream.range(0, Installation.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        commands.assign(partitions);
        commands.seekToBeginning(partitions);
    }

    /** All commands up to now, as records. */
    List<ConsumerRecord<byte[], byte[]>> records() {
        commands.poll(Duration.ofMillis(50)).forEach(received::add);
        return received;
    }

    List<FlowCommand> commands() {
        return records().stream().map(this::decoded).toList();
    }

    private FlowCommand decoded(ConsumerRecord<byte[], byte[]> received) {
        return deserializer.deserialize(received.topic(), received.value());
    }

    /** Waits for the n-th command, from 1 on, to this flow. */
    FlowCommand command(String flowId, int n) {
        Predicate<FlowCommand> wanted = command -> command.getFlowId().equals(flowId);
        Installation.eventually(
                "command " + n + " to " + flowId,
                () -> commands().stream().filter(wanted).count() >= n);
        return commands().stream().filter(wanted).skip(n - 1L).findFirst().orElseThrow();
    }

    /** An answer to a command, to be changed by the test. */
    static CommandResult.Builder answer(FlowCommand command, CommandOutcome outcome) {
        return CommandResult.newBuilder()
                .setCommandId(command.getCommandId())
                .setFlowId(command.getFlowId())
                .setOwnerKey(command.getOwnerKey())
                .setOutcome(outcome)
                .setRevision(1L)
                .setStatus(FlowStatus.RUNNING)
                .setDecidedAt(Instant.now());
    }

    static CommandResult accepted(FlowCommand command) {
        return answer(command, CommandOutcome.ACCEPTED).build();
    }

    static CommandResult rejected(FlowCommand command, RejectionCode code, @Nullable Instant endedAt) {
        boolean found = code != RejectionCode.NOT_FOUND;
        return answer(command, CommandOutcome.REJECTED)
                .setCode(code)
                .setMessage("refused by the test")
                .setRevision(found ? 7L : null)
                .setStatus(found ? (endedAt == null ? FlowStatus.RUNNING : FlowStatus.CANCELLED) : null)
                .setEndedAt(endedAt)
                .build();
    }

    static FlowSettled settled(String flowId, Instant at) {
        return FlowSettled.newBuilder()
                .setFlowId(flowId)
                .setOwnerKey(Installation.OWNER)
                .setControllerId("controller")
                .setSyncMode(SyncMode.MANAGED)
                .setGoal("the goal of " + flowId)
                .setStatus(FlowStatus.CANCELLED)
                .setRevision(7)
                .setCreatedAt(at)
                .setSettledAt(at)
                .setTasks(TaskCounts.newBuilder().build())
                .build();
    }

    /** Writes in one transaction. */
    void commit(SpecificRecord... outputs) {
        inTransaction(outputs);
        producer.commitTransaction();
    }

    /** Writes, and takes it back. */
    void abort(SpecificRecord... outputs) {
        inTransaction(outputs);
        producer.flush();
        producer.abortTransaction();
    }

    private void inTransaction(SpecificRecord... outputs) {
        producer.beginTransaction();
        for (SpecificRecord output : outputs) {
            if (output instanceof CommandResult result) {
                send(connection.topics().commandResults(), null, result.getFlowId(), result.getDecidedAt(), result);
            } else if (output instanceof FlowSettled settled) {
                // X3
                send(connection.topics().flowSettled(), null, settled.getFlowId(), settled.getSettledAt(), settled);
            } else {
                throw new IllegalArgumentException("not an output: " + output);
            }
        }
    }

    /** Writes to a partition of the test's choice. */
    void commitTo(int partition, CommandResult result) {
        producer.beginTransaction();
        send(connection.topics().commandResults(), partition, result.getFlowId(), result.getDecidedAt(), result);
        producer.commitTransaction();
    }

    private void send(Topic<?> topic, @Nullable Integer partition, String key, Instant at, SpecificRecord value) {
        producer.send(new ProducerRecord<>(
                topic.name(),
                partition,
                at.toEpochMilli(),
                key.getBytes(UTF_8),
                serializer.serialize(topic.name(), value)));
    }

    /** Writes bytes that nobody can decode. */
    void commitGarbage(Topic<?> topic, String key) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), "garbage".getBytes(UTF_8)));
        producer.commitTransaction();
    }

    byte[] encoded(Topic<?> topic, SpecificRecord value) {
        return serializer.serialize(topic.name(), value);
    }

    @Override
    public void close() {
        producer.close();
        commands.close();
    }
}
