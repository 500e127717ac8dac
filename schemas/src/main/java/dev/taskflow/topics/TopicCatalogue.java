package dev.taskflow.topics;

import static dev.taskflow.schema.CompatibilityLevel.BACKWARD_TRANSITIVE;
import static dev.taskflow.schema.CompatibilityLevel.FULL_TRANSITIVE;

import dev.taskflow.schema.CompatibilityLevel;
import dev.taskflow.schema.NeutralSchema;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.record.TimestampType;

/** All topics of one installation: one of each kind, and a {@code tasks.<runtime>} for each runtime. Immutable. */
public final class TopicCatalogue {
    /** The contract's prefix. */
    public static final String DEFAULT_PREFIX = "taskflow.";

    private final String prefix;
    private final Topic<FlowCommand> flowCommands;
    private final Topic<TaskEvent> taskEvents;
    private final Map<String, Topic<TaskDispatch>> tasks = new LinkedHashMap<>();
    private final Topic<TaskCancellation> taskCancellations;
    private final Topic<FlowEvent> flowEvents;
    private final Topic<FlowSettled> flowSettled;
    private final Topic<CommandResult> commandResults;
    private final Topic<byte[]> deadLetters;

    private TopicCatalogue(String prefix, Collection<String> runtimes, TopicSettings settings) {
        this.prefix = prefix;
        Inputs inputs = new Inputs(prefix, settings);
        Outputs outputs = new Outputs(prefix, settings);
        flowCommands = inputs.topic("flow-commands", FlowCommand.class);
        taskEvents = inputs.topic("task-events", TaskEvent.class);
        for (String runtime : runtimes) {
            tasks.put(
                    runtime,
                    outputs.topic(
                            "tasks." + runtime, TaskDispatch.class, settings.taskPartitions(), settings.retention()));
        }
        taskCancellations = outputs.topic(
                "task-cancellations", TaskCancellation.class, settings.taskPartitions(), settings.retention());
        flowEvents = outputs.topic("flow-events", FlowEvent.class, settings.flowPartitions(), settings.longRetention());
        flowSettled = outputs.topic("flow-settled", FlowSettled.class, settings.flowPartitions(), settings.retention());
        commandResults =
                outputs.topic("command-results", CommandResult.class, settings.flowPartitions(), settings.retention());
        deadLetters = new Topic<>(
                prefix + "dead-letters",
                byte[].class,
                Optional.empty(),
                settings.taskPartitions(),
                settings.replicationFactor(),
                settings.longRetention(),
                settings.maxOutputBytes(),
                TimestampType.LOG_APPEND_TIME);
    }

    /**
     * The topics of an installation.
     *
     * @param prefix what every topic name begins with, {@link #DEFAULT_PREFIX} unless configured
     * @param runtimes the worker pools, in the order in which {@link #all()} lists their topics
     * @throws IllegalArgumentException if prefix or a runtime cannot be part of a topic name, or two runtimes collide
     */
    public static TopicCatalogue of(String prefix, Collection<String> runtimes, TopicSettings settings) {
        TopicNames.checkRuntimes(runtimes);
        return new TopicCatalogue(TopicNames.checkedPrefix(prefix), runtimes, settings);
    }

    /** Commands to flows; key flowId. */
    public Topic<FlowCommand> flowCommands() {
        return flowCommands;
    }

    /** Workers' reports; key flowId. */
    public Topic<TaskEvent> taskEvents() {
        return taskEvents;
    }

    /**
     * Dispatches to the workers of a runtime; key taskId.
     *
     * @throws IllegalArgumentException if the runtime is not one of {@link #runtimes()}
     */
    public Topic<TaskDispatch> tasks(String runtime) {
        Topic<TaskDispatch> topic = tasks.get(runtime);
        if (topic == null) {
            throw new IllegalArgumentException(
                    "The runtime '" + runtime + "' is not configured; configured are " + tasks.keySet());
        }
        return topic;
    }

    /** Requests to stop, for every worker; key taskId. */
    public Topic<TaskCancellation> taskCancellations() {
        return taskCancellations;
    }

    /** The full history of every flow; key flowId. */
    public Topic<FlowEvent> flowEvents() {
        return flowEvents;
    }

    /** Flows that settled; key flowId. */
    public Topic<FlowSettled> flowSettled() {
        return flowSettled;
    }

    /** Answers to commands; key flowId. */
    public Topic<CommandResult> commandResults() {
        return commandResults;
    }

    /** Records that could not be processed, as they were received. */
    public Topic<byte[]> deadLetters() {
        return deadLetters;
    }

    /**
     * Settlements that a consumer group could not handle, as they were received: {@code <prefix>flow-settled.<group>.dead-letters}.
     * Not one of {@link #all()}: each group has its own, and makes it unless somebody else has.
     *
     * @throws IllegalArgumentException if no topic can be named after the group
     */
    public Topic<byte[]> settlementDeadLetters(String group) {
        return new Topic<>(
                TopicNames.checkedDeadLetters(flowSettled.name(), group),
                byte[].class,
                Optional.empty(),
                deadLetters.partitions(),
                deadLetters.replicationFactor(),
                deadLetters.retention(),
                deadLetters.maxMessageBytes(),
                deadLetters.timestampType());
    }

    /**
     * The group by which the workers of a runtime share its dispatches, unless they are told another: {@code
     * <prefix>workers.<runtime>}.
     *
     * @throws IllegalArgumentException if the runtime is not one of {@link #runtimes()}
     */
    public String workerGroup(String runtime) {
        tasks(runtime); // refuses one that is not configured
        return prefix + "workers." + runtime;
    }

    /** The configured runtimes, in their configured order. */
    public Set<String> runtimes() {
        return Collections.unmodifiableSet(tasks.keySet());
    }

    /** Every topic, in the contract's order. */
    public List<Topic<?>> all() {
        List<Topic<?>> all = new ArrayList<>(List.of(flowCommands, taskEvents));
        all.addAll(tasks.values());
        Stream.of(taskCancellations, flowEvents, flowSettled, commandResults, deadLetters)
                .forEach(all::add);
        return List.copyOf(all);
    }

    private static Optional<ValueSchema> schemaOf(
            String topic, Class<? extends SpecificRecord> type, CompatibilityLevel level) {
        return Optional.of(new ValueSchema(topic + "-value", NeutralSchema.of(type), level));
    }

    /**
     * What clients write: the processor reads all earlier versions; it never writes them for older readers. Records keep the
     * time that their producer gave them (X3).
     */
    private record Inputs(String prefix, TopicSettings settings) {
        <V extends SpecificRecord> Topic<V> topic(String suffix, Class<V> type) {
            String name = prefix + suffix;
            return new Topic<>(
                    name,
                    type,
                    schemaOf(name, type, BACKWARD_TRANSITIVE),
                    settings.flowPartitions(),
                    settings.replicationFactor(),
                    settings.retention(),
                    settings.maxInputBytes(),
                    TimestampType.CREATE_TIME);
        }
    }

    /** What the processor writes: readers of any age read it, and the broker stamps it. */
    private record Outputs(String prefix, TopicSettings settings) {
        <V extends SpecificRecord> Topic<V> topic(String suffix, Class<V> type, int partitions, Duration retention) {
            String name = prefix + suffix;
            return new Topic<>(
                    name,
                    type,
                    schemaOf(name, type, FULL_TRANSITIVE),
                    partitions,
                    settings.replicationFactor(),
                    retention,
                    settings.maxOutputBytes(),
                    TimestampType.LOG_APPEND_TIME);
        }
    }
}
