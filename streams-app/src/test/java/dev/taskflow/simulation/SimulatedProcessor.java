package dev.taskflow.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskflow.input.LogEnds;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Settings;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.serde.AvroSerializer;
import dev.taskflow.state.FlowStore;
import dev.taskflow.state.StoreNames;
import dev.taskflow.state.TaskStore;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import dev.taskflow.topology.TaskFlowTopology;
import dev.taskflow.topology.TimerGates;
import dev.taskflow.topology.TimerPace;
import dev.taskflow.topology.TopologySettings;
import dev.taskflow.v1.TaskDispatch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * A processor that can be stopped at any moment and goes on from its stores, as one does whose state was restored. The hooks
 * are for those that are broken on purpose.
 */
class SimulatedProcessor implements AutoCloseable {
    static final List<String> RUNTIMES = List.of("default", "gpu");

    /** So little that some rows are remembered and others read again. */
    private static final long RECENT_BYTES = 50_000;

    private static final Map<String, Object> SERDES = Map.of("schema.registry.url", "mock://simulation");
    private static final TopicCatalogue TOPICS =
            TopicCatalogue.of(TopicCatalogue.DEFAULT_PREFIX, RUNTIMES, TopicSettings.DEFAULTS);
    private static final List<String> STORES =
            List.of(StoreNames.FLOWS, StoreNames.TASKS, StoreNames.TIMERS, StoreNames.OWNERS);

    /** Where the ids begin in a timer's key. */
    private static final int IDS_AT = Long.BYTES + 1;

    private final Settings settings;
    private final TimerPace pace;
    private final AtomicLong dispatchIds = new AtomicLong();
    private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
    private final Map<String, AvroDeserializer<?>> deserializers = new HashMap<>();
    private Instant now;
    private int drivers;

    @SuppressWarnings("NullAway.Init") // the constructor calls start()
    private TopologyTestDriver driver;

    /** @param pace its slice is zero, or for ever: between those the machine's speed decides, and no seed can be replayed */
    SimulatedProcessor(Settings settings, TimerPace pace, Instant begin) {
        this.settings = settings;
        this.pace = pace;
        this.now = begin;
        serializer.configure(SERDES, false);
        driver = start();
    }

    /** Every row of every store, by store. */
    record Rows(Map<String, List<KeyValue<Object, byte[]>>> byStore) {
        boolean isEmpty() {
            return byStore.values().stream().allMatch(List::isEmpty);
        }
    }

    /** What the processor makes of a record before it looks at it. */
    Input received(Input input) {
        return input;
    }

    /** What arrives of what the processor sends. */
    Sent arrived(Sent sent) {
        return sent;
    }

    /** What a processor finds that goes on from these rows. */
    Rows restored(Rows rows) {
        return rows;
    }

    Instant now() {
        return now;
    }

    /** Takes a record in, stamped as given, under a key that may not be its flow's. */
    Sent take(Input input, @Nullable String key, Instant stamp) {
        Input received = received(input);
        if (received instanceof Input.Command command) {
            pipe(TOPICS.flowCommands(), key, encode(TOPICS.flowCommands(), command.command()), stamp);
        } else if (received instanceof Input.Report report) {
            pipe(TOPICS.taskEvents(), key, encode(TOPICS.taskEvents(), report.event()), stamp);
        } else if (received instanceof Input.Garbage garbage) {
            pipe(
                    garbage.isCommand() ? TOPICS.flowCommands() : TOPICS.taskEvents(),
                    key,
                    garbage.bytes().array(),
                    stamp);
        }
        return arrived(drain());
    }

    /** Lets the clock go on at once by so much; what is due is looked at once. */
    Sent passes(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
        return arrived(drain());
    }

    /** When the next timer is met; null if there is none. */
    @Nullable
    Instant nextTimer() {
        try (KeyValueIterator<Bytes, byte[]> timers =
                this.<Bytes>store(StoreNames.TIMERS).all()) {
            return timers.hasNext() ? dueAt(timers.next().key) : null;
        }
    }

    /** When each timer of the flow is met. */
    List<Instant> timersOf(String flowId) {
        List<Instant> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> timers =
                this.<Bytes>store(StoreNames.TIMERS).all()) {
            timers.forEachRemaining(timer -> {
                byte[] key = timer.key.get();
                if (new String(key, IDS_AT, key.length - IDS_AT, UTF_8).startsWith(flowId + '\0')) {
                    due.add(dueAt(timer.key));
                }
            });
        }
        return due;
    }

    List<Flow> flows() {
        List<Flow> flows = new ArrayList<>();
        KeyValueStore<String, byte[]> store = store(StoreNames.FLOWS);
        FlowStore readable = new FlowStore(store);
        try (KeyValueIterator<String, byte[]> rows = store.all()) {
            while (rows.hasNext()) {
                Flow flow = readable.get(rows.next().key);
                if (flow != null) {
                    flows.add(flow);
                }
            }
        }
        return flows;
    }

    List<Task> tasks(String flowId) {
        List<Task> tasks = new ArrayList<>();
        new TaskStore(store(StoreNames.TASKS)).forEach(flowId, null, tasks::add);
        return tasks;
    }

    Rows rows() {
        Map<String, List<KeyValue<Object, byte[]>>> rows = new LinkedHashMap<>();
        for (String name : STORES) {
            List<KeyValue<Object, byte[]>> all = new ArrayList<>();
            try (KeyValueIterator<Object, byte[]> found = store(name).all()) {
                found.forEachRemaining(all::add);
            }
            rows.put(name, all);
        }
        return new Rows(rows);
    }

    /** Ends at once, and goes on from the rows: its own, or older ones if a transaction was aborted. */
    void restart(Rows from) {
        Rows restored = restored(from);
        driver.close();
        driver = start();
        for (String name : STORES) {
            KeyValueStore<Object, byte[]> store = store(name);
            restored.byStore().getOrDefault(name, List.of()).forEach(row -> store.put(row.key, row.value));
        }
    }

    /** How many rows or timers it could not deal with since it was started. */
    long quarantined() {
        return driver.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("quarantined-total"))
                .mapToLong(metric -> ((Double) metric.metricValue()).longValue())
                .sum();
    }

    @Override
    public void close() {
        driver.close();
    }

    private TopologyTestDriver start() {
        drivers++;
        TopologySettings topology = new TopologySettings(
                settings,
                1,
                SERDES,
                "taskflow/simulation",
                pace,
                false,
                RECENT_BYTES,
                () -> now,
                TimerGates.OPEN,
                Map.of(),
                LogEnds.UNKNOWN,
                () -> () -> "dispatch-" + dispatchIds.incrementAndGet());
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        return new TopologyTestDriver(TaskFlowTopology.build(TOPICS, topology), config, now);
    }

    private <K> KeyValueStore<K, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    private byte[] encode(Topic<?> topic, SpecificRecord value) {
        return serializer.serialize(topic.name(), value);
    }

    @SuppressWarnings("NullAway") // TestRecord takes null keys, and does not say so.
    private void pipe(Topic<?> topic, @Nullable String key, byte[] value, Instant stamp) {
        driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(
                        new TestRecord<>(key == null ? null : key.getBytes(UTF_8), value, new RecordHeaders(), stamp));
    }

    private Sent drain() {
        List<String> ids = new ArrayList<>();
        List<TaskDispatch> dispatches = new ArrayList<>();
        for (String runtime : RUNTIMES) {
            dispatches.addAll(read(TOPICS.tasks(runtime), ids));
        }
        return new Sent(
                dispatches,
                read(TOPICS.taskCancellations(), ids),
                read(TOPICS.flowEvents(), ids),
                read(TOPICS.flowSettled(), ids),
                read(TOPICS.commandResults(), ids),
                records(TOPICS.deadLetters()).size(),
                ids);
    }

    private <V extends SpecificRecord> List<V> read(Topic<V> topic, List<String> ids) {
        List<TestRecord<byte[], byte[]>> records = records(topic);
        if (records.isEmpty()) {
            return List.of();
        }
        AvroDeserializer<V> deserializer = deserializer(topic);
        List<V> values = new ArrayList<>(records.size());
        for (TestRecord<byte[], byte[]> record : records) {
            ids.add(idOf(record));
            values.add(deserializer.deserialize(topic.name(), record.value()));
        }
        return values;
    }

    @SuppressWarnings("unchecked") // a topic's deserializer is of its value's type
    private <V extends SpecificRecord> AvroDeserializer<V> deserializer(Topic<V> topic) {
        return (AvroDeserializer<V>) deserializers.computeIfAbsent(topic.name(), name -> {
            AvroDeserializer<V> made = new AvroDeserializer<>(topic.valueType());
            made.configure(SERDES, false);
            return made;
        });
    }

    /** An id that names a place on an input topic is told from others by the driver: each counts offsets from 0. */
    private String idOf(TestRecord<byte[], byte[]> record) {
        String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
        boolean namesPlace = id.contains(TOPICS.flowCommands().name() + "/")
                || id.contains(TOPICS.taskEvents().name() + "/");
        return namesPlace ? id + "@" + drivers : id;
    }

    private List<TestRecord<byte[], byte[]>> records(Topic<?> topic) {
        TestOutputTopic<byte[], byte[]> output =
                driver.createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return output.isEmpty() ? List.of() : output.readRecordsToList();
    }

    private static Instant dueAt(Bytes key) {
        return Instant.ofEpochMilli(ByteBuffer.wrap(key.get()).getLong() ^ Long.MIN_VALUE);
    }
}
