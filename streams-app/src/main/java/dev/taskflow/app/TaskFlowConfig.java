package dev.taskflow.app;

import dev.taskflow.access.Installation;
import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import dev.taskflow.topology.TimerPace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked. Immutable; safe for use by many threads. {@link #toString()} and {@link #effective()} show
 * no secret.
 */
public final class TaskFlowConfig {

    private static final String HIDDEN = "[hidden]";
    private static final Pattern URL_CREDENTIALS = Pattern.compile("//[^/,]*@");

    private static final long MIB = 1024 * 1024;

    private final Map<String, ConfigSources.Setting> settings;
    private final Map<String, Object> values;

    private TaskFlowConfig(Map<String, ConfigSources.Setting> settings, Map<String, Object> values) {
        this.settings = settings;
        this.values = values;
    }

    /** Only these settings, over the defaults. @throws InvalidConfiguration naming every fault */
    public static TaskFlowConfig of(Map<String, String> settings) {
        return load(new ConfigSources(settings, Map.of(), null));
    }

    /** Merges and checks all sources. @throws InvalidConfiguration naming every fault */
    public static TaskFlowConfig load(ConfigSources sources) {
        List<String> problems = new ArrayList<>();
        Map<String, ConfigSources.Setting> settings = sources.resolve(problems);
        Map<String, String> own = new LinkedHashMap<>();
        settings.forEach((key, setting) -> {
            if (!key.startsWith(KafkaOverrides.PREFIX)) {
                own.put(key, setting.value());
            }
        });
        Map<String, Object> values = new TreeMap<>();
        for (ConfigValue checked : ConfigKeys.DEFINITION.validate(own)) {
            ConfigSources.Setting setting = settings.get(checked.name());
            String origin = setting == null ? "" : " (" + setting.origin() + ")";
            // Only the first: a value that cannot be parsed is then also reported as missing.
            checked.errorMessages().stream().findFirst().ifPresent(message -> problems.add(message + origin));
            values.put(checked.name(), checked.value());
        }
        if (problems.isEmpty()) {
            problems.addAll(contradictions(values, settings.keySet()));
        }
        if (problems.isEmpty()) {
            problems.addAll(KafkaOverrides.tooSmall(
                    overrides(settings), catalogue(values).flowEvents().maxMessageBytes()));
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
        return new TaskFlowConfig(settings, values);
    }

    private static TopicCatalogue catalogue(Map<String, Object> values) {
        TopicSettings topics = TopicSettings.DEFAULTS
                .withPartitions(integer(values, TopicKeys.FLOW_PARTITIONS), integer(values, TopicKeys.TASK_PARTITIONS))
                .withReplicationFactor(integer(values, TopicKeys.REPLICATION_FACTOR))
                .withRetention(
                        Duration.ofMillis(number(values, TopicKeys.TOPIC_RETENTION_MS)),
                        Duration.ofMillis(number(values, TopicKeys.HISTORY_RETENTION_MS)))
                .withLargestCommand(integer(values, LimitKeys.LIMIT_COMMAND_BYTES));
        return TopicCatalogue.of(text(values, TopicKeys.TOPIC_PREFIX), texts(values, TopicKeys.RUNTIMES), topics);
    }

    private static List<String> contradictions(Map<String, Object> values, Set<String> given) {
        List<String> problems = new ArrayList<>();
        if ("streams".equals(values.get(ProcessorKeys.GROUP_PROTOCOL))) {
            if (values.get(ProcessorKeys.GROUP_INSTANCE_ID) != null) {
                problems.add("group.instance.id needs group.protocol=classic: 'streams' has no static membership");
            }
            if (given.contains(ProcessorKeys.NUM_STANDBY_REPLICAS)
                    && number(values, ProcessorKeys.NUM_STANDBY_REPLICAS) > 0) {
                problems.add(
                        "num.standby.replicas needs group.protocol=classic: for 'streams' it is a setting of the group,"
                                + " made with kafka-configs.sh");
            }
        }
        if (number(values, ProcessorKeys.HEARTBEAT_INTERVAL_MS) * 3
                > number(values, ProcessorKeys.SESSION_TIMEOUT_MS)) {
            problems.add("heartbeat.interval.ms must be at most a third of session.timeout.ms");
        }
        if (number(values, ProcessorKeys.TIMER_INTERVAL_MS) * 2 > number(values, ProcessorKeys.LIVENESS_STALL_MS)) {
            problems.add("timer.interval.ms must be at most half of liveness.stall.ms");
        }
        if (number(values, LimitKeys.LIMIT_FIELD_BYTES) > number(values, LimitKeys.LIMIT_COMMAND_BYTES)) {
            problems.add("limit.field.bytes must not exceed limit.command.bytes");
        }
        if (number(values, MemoryKeys.ROCKSDB_WRITE_BUFFERS_MB) > number(values, MemoryKeys.ROCKSDB_MEMORY_MB) / 2) {
            problems.add("rocksdb.write.buffers.mb must be at most half of rocksdb.memory.mb, which it is a part of");
        }
        try {
            catalogue(values);
        } catch (IllegalArgumentException impossible) {
            problems.add(String.valueOf(impossible.getMessage()));
        }
        return problems;
    }

    private static long number(Map<String, Object> values, String key) {
        return ((Number) required(values, key)).longValue();
    }

    private static int integer(Map<String, Object> values, String key) {
        return Math.toIntExact(number(values, key));
    }

    private static Object required(Map<String, Object> values, String key) {
        return Objects.requireNonNull(values.get(key), key);
    }

    /** This configuration with some settings replaced. @throws InvalidConfiguration naming every fault */
    public TaskFlowConfig with(Map<String, String> replaced) {
        Map<String, String> all = new TreeMap<>();
        settings.forEach((key, setting) -> all.put(key, setting.value()));
        all.putAll(replaced);
        return of(all);
    }

    /** Whether some source gave this key a value, so that it is not the default. */
    public boolean isSet(String key) {
        return settings.containsKey(key);
    }

    public String bootstrapServers() {
        return String.join(",", texts(ConnectionKeys.BOOTSTRAP_SERVERS));
    }

    /**
     * What a serde or a {@link dev.taskflow.serde.SchemaRegistryClient} needs to find the registry, by Confluent's keys.
     * Holds a secret.
     */
    public Map<String, Object> schemaRegistry() {
        Map<String, Object> registry = new TreeMap<>();
        registry.put(ConnectionKeys.SCHEMA_REGISTRY_URL, String.join(",", texts(ConnectionKeys.SCHEMA_REGISTRY_URL)));
        if (values.get(ConnectionKeys.BASIC_AUTH_USER_INFO) instanceof Password userInfo) {
            registry.put("basic.auth.credentials.source", "USER_INFO");
            registry.put(ConnectionKeys.BASIC_AUTH_USER_INFO, userInfo.value());
        }
        return registry;
    }

    public String applicationId() {
        return text(ProcessorKeys.APPLICATION_ID);
    }

    public String topicPrefix() {
        return text(TopicKeys.TOPIC_PREFIX);
    }

    /** The topics of this installation, as 'topics apply' makes them. */
    public TopicCatalogue topics() {
        return catalogue(values);
    }

    /** What decides which topics, changelogs and rights there are on the cluster. */
    public Installation installation() {
        Map<String, String> changelogs = new TreeMap<>();
        kafkaOverrides().forEach((key, value) -> {
            if (key.startsWith(StreamsConfig.TOPIC_PREFIX)) {
                changelogs.put(key.substring(StreamsConfig.TOPIC_PREFIX.length()), value);
            }
        });
        return new Installation(topics(), applicationId(), changelogs);
    }

    public Path stateDirectory() {
        return Path.of(text(ProcessorKeys.STATE_DIR));
    }

    public int streamThreads() {
        return integer(values, ProcessorKeys.NUM_STREAM_THREADS);
    }

    public int standbyReplicas() {
        return integer(values, ProcessorKeys.NUM_STANDBY_REPLICAS);
    }

    public Duration commitInterval() {
        return duration(ProcessorKeys.COMMIT_INTERVAL_MS);
    }

    public boolean classicGroupProtocol() {
        return "classic".equals(text(ProcessorKeys.GROUP_PROTOCOL));
    }

    public Optional<String> groupInstanceId() {
        return Optional.ofNullable((String) values.get(ProcessorKeys.GROUP_INSTANCE_ID));
    }

    public Duration sessionTimeout() {
        return duration(ProcessorKeys.SESSION_TIMEOUT_MS);
    }

    public Duration heartbeatInterval() {
        return duration(ProcessorKeys.HEARTBEAT_INTERVAL_MS);
    }

    /** How long work may wait without a commit until the instance is not live. */
    public Duration stall() {
        return duration(ProcessorKeys.LIVENESS_STALL_MS);
    }

    /** Where other instances reach the HTTP server of this one; empty: nowhere. */
    public Optional<HostInfo> applicationServer() {
        return given(InstanceKeys.APPLICATION_SERVER).map(HostInfo::buildFromEndpoint);
    }

    /** The rack or zone of this instance; empty: it is not known. */
    public Optional<String> rackId() {
        return given(InstanceKeys.RACK_ID);
    }

    /** Whether an instance that stops hands its partitions over at once, as it does not come back under the same name. */
    public boolean leavesGroup() {
        return switch (text(InstanceKeys.GROUP_LEAVE)) {
            case "always" -> true;
            case "never" -> false;
            default -> groupInstanceId().isEmpty();
        };
    }

    /** How many records a copy of state may be behind to answer queries that allow that. */
    public long staleReadMaxLag() {
        return number(values, InstanceKeys.STALE_READ_MAX_LAG);
    }

    /** Memory of all state stores together, in bytes. */
    public long rocksDbBytes() {
        return number(values, MemoryKeys.ROCKSDB_MEMORY_MB) * MIB;
    }

    /** How much of the heap decoded flows and tasks may take, in bytes. */
    public long recentBytes() {
        return number(values, MemoryKeys.RECENT_MEMORY_MB) * MIB;
    }

    /** How much of {@link #rocksDbBytes} write buffers may take, in bytes. */
    public long rocksDbWriteBufferBytes() {
        return number(values, MemoryKeys.ROCKSDB_WRITE_BUFFERS_MB) * MIB;
    }

    public Duration cancelGrace() {
        return duration(FlowKeys.CANCEL_GRACE_MS);
    }

    public Duration retention() {
        return duration(FlowKeys.RETENTION_MS);
    }

    /** How due timers are taken. */
    public TimerPace timers() {
        return new TimerPace(duration(ProcessorKeys.TIMER_INTERVAL_MS), duration(ProcessorKeys.TIMER_SLICE_MS));
    }

    /** What the rules need to know. */
    public Settings rules() {
        return new Settings(
                limits(),
                cancelGrace(),
                topics().runtimes(),
                retention(),
                integer(values, ProcessorKeys.STEP_CHILDREN),
                Settings.DEFAULT_RETRY_JITTER);
    }

    /** What is accepted from clients (X4). */
    public Limits limits() {
        return new Limits(
                integer(values, LimitKeys.LIMIT_FIELD_BYTES),
                integer(values, LimitKeys.LIMIT_COMMAND_BYTES),
                integer(values, LimitKeys.LIMIT_TASKS_PER_COMMAND),
                integer(values, LimitKeys.LIMIT_ACTIVE_TASKS));
    }

    /** What {@code kafka.*} keys pass to the Kafka clients, without that prefix; may hold secrets. */
    public Map<String, String> kafkaOverrides() {
        return overrides(settings);
    }

    private static Map<String, String> overrides(Map<String, ConfigSources.Setting> settings) {
        Map<String, String> overrides = new TreeMap<>();
        settings.forEach((key, setting) -> {
            if (key.startsWith(KafkaOverrides.PREFIX)) {
                overrides.put(key.substring(KafkaOverrides.PREFIX.length()), setting.value());
            }
        });
        return overrides;
    }

    /** Every key with its value and origin, one {@code key = value  # origin} a line, secrets hidden. */
    public List<String> effective() {
        Map<String, String> lines = new TreeMap<>();
        values.forEach((key, value) -> lines.put(key, line(key, value)));
        settings.forEach((key, setting) -> lines.putIfAbsent(key, line(key, setting.value())));
        return List.copyOf(lines.values());
    }

    private String line(String key, @Nullable Object value) {
        ConfigSources.Setting setting = settings.get(key);
        String shown = value == null ? "" : ConfigSources.isSecret(key) ? HIDDEN : shown(value);
        return key + " = " + shown + "  # " + (setting == null ? "default" : setting.origin());
    }

    private static String shown(Object value) {
        String text = value instanceof List<?> list
                ? String.join(",", list.stream().map(Object::toString).toList())
                : value.toString();
        return URL_CREDENTIALS.matcher(text).replaceAll("//" + HIDDEN + "@");
    }

    @Override
    public String toString() {
        return "TaskFlowConfig" + effective();
    }

    private Duration duration(String key) {
        return Duration.ofMillis(number(values, key));
    }

    /** Of a key without default: its value, unless it is empty. */
    Optional<String> given(String key) {
        return Optional.ofNullable((String) values.get(key)).filter(text -> !text.isEmpty());
    }

    String text(String key) {
        return text(values, key);
    }

    int integer(String key) {
        return integer(values, key);
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(values.get(key));
    }

    Optional<String> secret(String key) {
        return Optional.ofNullable((Password) values.get(key))
                .map(Password::value)
                .filter(text -> !text.isEmpty());
    }

    private List<String> texts(String key) {
        return texts(values, key);
    }

    private static String text(Map<String, Object> values, String key) {
        return (String) required(values, key);
    }

    private static List<String> texts(Map<String, Object> values, String key) {
        return ((List<?>) required(values, key)).stream().map(Object::toString).toList();
    }
}
