package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.input.LogEnds;
import dev.taskflow.input.PolledInput;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.state.FlowStore;
import dev.taskflow.state.LivePartitions;
import dev.taskflow.state.StoreNames;
import dev.taskflow.state.TaskStore;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The whole topology under {@link TopologyTestDriver}, with in-memory stores and registry. Every input gives back what it sent
 * out ({@link Seen}). The clock stands still unless {@link #passes} moves it; inputs are stamped with it.
 */
final class TaskFlowDriver implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final String OWNER = "acme";
    static final Duration GRACE = Duration.ofMinutes(1);

    /** Little, so that rows are forgotten and read again in many of the tests. */
    private static final long RECENT_BYTES = 10_000;

    static final Set<String> RUNTIMES = Set.of("default", "gpu");

    private static final AtomicLong SCOPES = new AtomicLong();

    private final Map<String, Object> serdeConfig =
            Map.of("schema.registry.url", "mock://driver-" + SCOPES.incrementAndGet());
    private final TopicCatalogue topics;
    private final TopologyTestDriver driver;
    private final Tally tally = new Tally();
    private final Map<String, TaskDispatch> lastDispatches = new HashMap<>();
    private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
    private long ids;
    private Instant now = START;

    TaskFlowDriver() {
        this(Limits.DEFAULT, 1);
    }

    /** @param partitions how many partitions the topology believes in; the driver itself has partition 0 alone */
    TaskFlowDriver(Limits limits, int partitions) {
        this(limits, partitions, RUNTIMES);
    }

    /** @param runtimes which worker pools are configured */
    TaskFlowDriver(Limits limits, int partitions, Set<String> runtimes) {
        this(new Settings(limits, GRACE, runtimes), partitions, TimerPace.DEFAULT);
    }

    /** One timer each time that the clock moves, so that a test sees what lies between the steps of a walk (K10). */
    static TaskFlowDriver firingOneTimerAtATime(Settings rules) {
        return new TaskFlowDriver(rules, 1, new TimerPace(TimerPace.DEFAULT.interval(), Duration.ZERO));
    }

    private TaskFlowDriver(Settings rules, int partitions, TimerPace pace) {
        this(rules, partitions, pace, RECENT_BYTES);
    }

    /** One that reads every row from its store, so that a test may change rows behind its back. */
    static TaskFlowDriver rememberingNothing() {
        return new TaskFlowDriver(new Settings(Limits.DEFAULT, GRACE, RUNTIMES), 1, TimerPace.DEFAULT, 0);
    }

    private TaskFlowDriver(Settings rules, int partitions, TimerPace pace, long recentBytes) {
        topics = TopicCatalogue.of(
                TopicCatalogue.DEFAULT_PREFIX,
                rules.runtimes().stream().sorted().toList(),
                TopicSettings.DEFAULTS);
        AtomicLong dispatchIds = new AtomicLong();
        TopologySettings settings = new TopologySettings(
                rules,
                partitions,
                serdeConfig,
                "taskflow/test",
                pace,
                false,
                recentBytes,
                () -> now,
                TimerGates.OPEN,
                Map.of(),
                LogEnds.UNKNOWN,
                () -> () -> "dispatch-" + dispatchIds.incrementAndGet());
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        driver = new TopologyTestDriver(
                TaskFlowTopology.build(topics, settings, new LivePartitions(), PolledInput.withoutConsumer(), tally),
                config,
                START);
        serializer.configure(serdeConfig, false);
    }

    /** Speaks about one flow, in the name of {@link #OWNER}. */
    FlowDsl flow(String flowId) {
        return new FlowDsl(this, flowId, OWNER);
    }

    TopicCatalogue topics() {
        return topics;
    }

    /** The driver's time: every input is stamped with it. */
    Instant now() {
        return now;
    }

    String newId(String prefix) {
        return prefix + "-" + ++ids;
    }

    Seen send(FlowCommand command) {
        return send(command, new RecordHeaders());
    }

    Seen send(FlowCommand command, Headers headers) {
        String topic = topics.flowCommands().name();
        return sendRaw(topic, command.getFlowId().getBytes(UTF_8), encode(topic, command), headers);
    }

    Seen send(TaskEvent event) {
        String topic = topics.taskEvents().name();
        return sendRaw(topic, event.getFlowId().getBytes(UTF_8), encode(topic, event), new RecordHeaders());
    }

    /** Sends any bytes under any key, stamped with the driver's time. */
    Seen sendRaw(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return sendRaw(topic, key, value, headers, now);
    }

    /** Sends any bytes with any timestamp. */
    @SuppressWarnings("NullAway") // TestRecord takes null keys and values, and does not say so.
    Seen sendRaw(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers, Instant timestamp) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, headers, timestamp));
        return drain();
    }

    byte[] encode(String topic, SpecificRecord value) {
        return serializer.serialize(topic, value);
    }

    /** Lets time pass, second by second, so that timers fire when they are due; gives back all that they sent. */
    Seen passes(Duration time) {
        Seen seen = drain();
        Duration step = Duration.ofSeconds(1);
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(step)) {
            Duration next = left.compareTo(step) < 0 ? left : step;
            now = now.plus(next);
            driver.advanceWallClockTime(next);
            seen = seen.and(drain());
        }
        return seen;
    }

    @Nullable
    Flow storedFlow(String flowId) {
        return new FlowStore(driver.getKeyValueStore(StoreNames.FLOWS)).get(flowId);
    }

    @Nullable
    Task storedTask(String flowId, String runId) {
        return new TaskStore(driver.getKeyValueStore(StoreNames.TASKS)).get(flowId, runId);
    }

    List<Task> storedTasks(String flowId) {
        List<Task> tasks = new ArrayList<>();
        new TaskStore(driver.getKeyValueStore(StoreNames.TASKS)).forEach(flowId, null, tasks::add);
        return tasks;
    }

    /** The last dispatch of a task, as its worker got it. */
    TaskDispatch lastDispatch(String flowId, String runId) {
        TaskDispatch dispatch = lastDispatches.get(flowId + "/" + runId);
        if (dispatch == null) {
            throw new IllegalStateException("task " + flowId + "/" + runId + " was never dispatched");
        }
        return dispatch;
    }

    /** Every row of every store as text; equal before and after an input that changed nothing. */
    Map<String, String> storedRows() {
        Map<String, String> rows = new TreeMap<>();
        for (String store : List.of(StoreNames.FLOWS, StoreNames.TASKS, StoreNames.TIMERS, StoreNames.OWNERS)) {
            KeyValueStore<Object, byte[]> stored = driver.getKeyValueStore(store);
            try (KeyValueIterator<Object, byte[]> all = stored.all()) {
                all.forEachRemaining(row ->
                        rows.put(store + "/" + row.key, Base64.getEncoder().encodeToString(row.value)));
            }
        }
        return rows;
    }

    /** Goes on from another driver's stores, as a processor does that was restarted. */
    void takeOver(TaskFlowDriver before) {
        ids = before.ids;
        for (String store : List.of(StoreNames.FLOWS, StoreNames.TASKS, StoreNames.TIMERS, StoreNames.OWNERS)) {
            KeyValueStore<Object, byte[]> own = driver.getKeyValueStore(store);
            KeyValueStore<Object, byte[]> given = before.driver.getKeyValueStore(store);
            try (KeyValueIterator<Object, byte[]> all = given.all()) {
                all.forEachRemaining(row -> own.put(row.key, row.value));
            }
        }
    }

    /** How often the processors have counted something that no output shows: {@code rerouted}, {@code ignored-…}. */
    long counted(String what) {
        return driver.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals("stream-taskflow-metrics")
                        && metric.metricName().name().equals(what + "-total"))
                .mapToLong(metric -> ((Double) metric.metricValue()).longValue())
                .sum();
    }

    /** What the processors have noted. */
    Tally tally() {
        return tally;
    }

    /** The same of how flows stand, counted anew from the stores. */
    PartitionTally recounted() {
        PartitionTally anew = new PartitionTally();
        KeyValueStore<String, byte[]> flows = driver.getKeyValueStore(StoreNames.FLOWS);
        new FirstCount(new FlowStore(flows).allWithoutDetails(), anew).run();
        return anew;
    }

    /** How the topology's own serdes are configured, for a client that writes its records itself. */
    Map<String, Object> serdeConfig() {
        return serdeConfig;
    }

    /** The topology under test, for what this class has no words for. */
    TopologyTestDriver topologyTestDriver() {
        return driver;
    }

    @Override
    public void close() {
        driver.close();
    }

    private Seen drain() {
        List<TestRecord<String, TaskDispatch>> dispatches = new ArrayList<>();
        for (String runtime : topics.runtimes()) {
            dispatches.addAll(read(topics.tasks(runtime)));
        }
        dispatches.forEach(each -> lastDispatches.put(each.value().getTaskId(), each.value()));
        return new Seen(
                dispatches,
                read(topics.taskCancellations()),
                read(topics.flowEvents()),
                read(topics.flowSettled()),
                read(topics.commandResults()),
                driver.createOutputTopic(
                                topics.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList());
    }

    private <V extends SpecificRecord> List<TestRecord<String, V>> read(Topic<V> topic) {
        AvroDeserializer<V> deserializer = new AvroDeserializer<>(topic.valueType());
        deserializer.configure(serdeConfig, false);
        return driver.createOutputTopic(topic.name(), new StringDeserializer(), deserializer)
                .readRecordsToList();
    }
}
