package dev.taskflow.app;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Settings;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import dev.taskflow.topology.TimerPace;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Every configuration key: its name, type, default, bounds and documentation. The one place that knows defaults. */
final class ConfigKeys {

    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    static final String BASIC_AUTH_USER_INFO = "basic.auth.user.info";
    static final String APPLICATION_ID = "application.id";
    static final String TOPIC_PREFIX = "topic.prefix";
    static final String RUNTIMES = "runtimes";
    static final String FLOW_PARTITIONS = "flow.partitions";
    static final String TASK_PARTITIONS = "task.partitions";
    static final String TOPIC_RETENTION_MS = "topic.retention.ms";
    static final String HISTORY_RETENTION_MS = "history.retention.ms";
    static final String REPLICATION_FACTOR = "replication.factor";
    static final String STATE_DIR = "state.dir";
    static final String NUM_STREAM_THREADS = "num.stream.threads";
    static final String NUM_STANDBY_REPLICAS = "num.standby.replicas";
    static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
    static final String GROUP_PROTOCOL = "group.protocol";
    static final String GROUP_INSTANCE_ID = "group.instance.id";
    static final String SESSION_TIMEOUT_MS = "session.timeout.ms";
    static final String HEARTBEAT_INTERVAL_MS = "heartbeat.interval.ms";
    static final String CANCEL_GRACE_MS = "cancel.grace.ms";
    static final String RETENTION_MS = "retention.ms";
    static final String TIMER_INTERVAL_MS = "timer.interval.ms";
    static final String TIMER_SLICE_MS = "timer.slice.ms";
    static final String STEP_CHILDREN = "step.children";
    static final String LIMIT_FIELD_BYTES = "limit.field.bytes";
    static final String LIMIT_COMMAND_BYTES = "limit.command.bytes";
    static final String LIMIT_TASKS_PER_COMMAND = "limit.tasks.per.command";
    static final String LIMIT_ACTIVE_TASKS = "limit.active.tasks";

    private static final String CONNECTION = "Connection";
    private static final String TOPICS = "Topics";
    private static final String PROCESSOR = "Processor";
    private static final String BEHAVIOUR = "Flows and tasks";
    private static final String LIMITS = "Limits";

    /** Kafka refuses longer topic names; a prefix or a runtime is only a part of one. */
    private static final int MAX_NAME_PART = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    static final ConfigDef DEFINITION = definition();

    private ConfigKeys() {}

    private static ConfigDef definition() {
        Definition keys = new Definition();
        keys.group(CONNECTION)
                .key(
                        BOOTSTRAP_SERVERS,
                        LIST,
                        "127.0.0.1:9092",
                        listOf("host:port", entry -> entry.matches("\\S+:\\d{1,5}")),
                        Importance.HIGH,
                        "Kafka brokers to start from, as host:port, comma-separated.")
                .key(
                        SCHEMA_REGISTRY_URL,
                        LIST,
                        "http://127.0.0.1:8081",
                        listOf("http(s) URL", entry -> entry.matches("https?://\\S+")),
                        Importance.HIGH,
                        "Confluent-compatible schema registry; several URLs, comma-separated, are tried in turn.")
                .key(
                        BASIC_AUTH_USER_INFO,
                        PASSWORD,
                        null,
                        null,
                        Importance.MEDIUM,
                        "Credentials for the schema registry as user:password. Secret: prefer the environment variable with _FILE"
                                + " at its end, which names a file to read the value from.");
        keys.group(TOPICS)
                .key(
                        TOPIC_PREFIX,
                        STRING,
                        TopicCatalogue.DEFAULT_PREFIX,
                        name(),
                        Importance.HIGH,
                        "What the name of every topic begins with; usually ends in a dot.")
                .key(
                        RUNTIMES,
                        LIST,
                        "default",
                        listOf(
                                "name of at most " + MAX_NAME_PART + " characters of A-Z a-z 0-9 . _ -",
                                ConfigKeys::isName),
                        Importance.HIGH,
                        "Runtimes (worker pools), comma-separated: each has its topic tasks.<runtime>. A task for any other runtime is"
                                + " rejected as UNKNOWN_RUNTIME.")
                .key(
                        FLOW_PARTITIONS,
                        INT,
                        TopicSettings.DEFAULTS.flowPartitions(),
                        between(1, 10_000),
                        Importance.MEDIUM,
                        "Partitions of the topics whose key is a flow, when 'topics apply' creates them: the bound on parallelism. Those"
                                + " of flow-commands and task-events cannot be changed later, because flows would move to other"
                                + " partitions than their state.")
                .key(
                        TASK_PARTITIONS,
                        INT,
                        TopicSettings.DEFAULTS.taskPartitions(),
                        between(1, 10_000),
                        Importance.MEDIUM,
                        "Partitions of tasks.<runtime>, task-cancellations and dead-letters when 'topics apply' creates them. With fewer"
                                + " partitions than workers in a share group, a worker's death is noticed at once.")
                .key(
                        TOPIC_RETENTION_MS,
                        LONG,
                        TopicSettings.DEFAULTS.retention().toMillis(),
                        atLeast(60_000),
                        Importance.MEDIUM,
                        "How long inputs, dispatches, results and settlements are kept, in milliseconds, when 'topics apply' creates their"
                                + " topics.")
                .key(
                        HISTORY_RETENTION_MS,
                        LONG,
                        TopicSettings.DEFAULTS.longRetention().toMillis(),
                        atLeast(60_000),
                        Importance.MEDIUM,
                        "How long flow-events and dead-letters are kept, in milliseconds, when 'topics apply' creates their topics.")
                .key(
                        REPLICATION_FACTOR,
                        SHORT,
                        TopicSettings.DEFAULTS.replicationFactor(),
                        between(-1, 100),
                        Importance.MEDIUM,
                        "Replicas of every topic that is created, changelogs included; -1 takes the broker's default.");
        keys.group(PROCESSOR)
                .key(
                        APPLICATION_ID,
                        STRING,
                        "taskflow",
                        name(),
                        Importance.HIGH,
                        "Names the group of all instances, their changelog topics and their transactions. Another id starts with empty"
                                + " state.")
                .key(
                        STATE_DIR,
                        STRING,
                        "taskflow-state",
                        notBlank(),
                        Importance.HIGH,
                        "Folder for local state, owned by the user that runs the processor and no symbolic link. On a persistent volume a"
                                + " clean restart restores nothing.")
                .key(
                        NUM_STREAM_THREADS,
                        INT,
                        1,
                        between(1, 1_000),
                        Importance.MEDIUM,
                        "Processing threads of this instance; more than its share of flow.partitions stay idle.")
                .key(
                        NUM_STANDBY_REPLICAS,
                        INT,
                        0,
                        between(0, 10),
                        Importance.MEDIUM,
                        "Copies of each state store kept warm on other instances: what makes a failover fast. Only with"
                                + " group.protocol=classic.")
                .key(
                        COMMIT_INTERVAL_MS,
                        LONG,
                        20L,
                        between(1, 10_000),
                        Importance.MEDIUM,
                        "Longest time between two transactions, in milliseconds: bounds latency; larger is cheaper.")
                .key(
                        GROUP_PROTOCOL,
                        STRING,
                        "classic",
                        ValidString.in("classic", "streams"),
                        Importance.LOW,
                        "Rebalance protocol. 'streams' (KIP-1071) refuses topology changes in a living group and knows no static"
                                + " membership.")
                .key(
                        GROUP_INSTANCE_ID,
                        STRING,
                        null,
                        null,
                        Importance.MEDIUM,
                        "Static membership: a name that this instance alone has and keeps over restarts, so that a quick restart moves no"
                                + " partition. Only with group.protocol=classic.")
                .key(
                        SESSION_TIMEOUT_MS,
                        INT,
                        6_000,
                        between(1_000, 1_800_000),
                        Importance.LOW,
                        "Silence after which an instance is taken for dead, in milliseconds. Only with group.protocol=classic.")
                .key(
                        HEARTBEAT_INTERVAL_MS,
                        INT,
                        1_000,
                        between(100, 600_000),
                        Importance.LOW,
                        "Time between two signs of life, in milliseconds; below a third of session.timeout.ms. Only with"
                                + " group.protocol=classic.");
        keys.group(BEHAVIOUR)
                .key(
                        CANCEL_GRACE_MS,
                        LONG,
                        Duration.ofMinutes(1).toMillis(),
                        atLeast(0),
                        Importance.MEDIUM,
                        "Time that running children of a cancelled flow have to report, in milliseconds, where neither command nor flow says"
                                + " otherwise; after it they are LOST and the flow settles.")
                .key(
                        RETENTION_MS,
                        LONG,
                        Duration.ofDays(7).toMillis(),
                        atLeast(60_000),
                        Importance.MEDIUM,
                        "Time that an ended flow and its tasks stay in the stores, in milliseconds.");
        keys.group(PROCESSOR)
                .key(
                        TIMER_INTERVAL_MS,
                        LONG,
                        TimerPace.DEFAULT.interval().toMillis(),
                        between(10, 60_000),
                        Importance.LOW,
                        "How often due timers are looked for, in milliseconds: how late a time-out may be noticed.")
                .key(
                        TIMER_SLICE_MS,
                        LONG,
                        TimerPace.DEFAULT.slice().toMillis(),
                        between(1, 10_000),
                        Importance.LOW,
                        "How long due timers may keep a stream thread from its records at a time, in milliseconds.")
                .key(
                        STEP_CHILDREN,
                        INT,
                        Settings.DEFAULT_CHILDREN_PER_STEP,
                        between(1, 10_000),
                        Importance.LOW,
                        "How many children of a flow are told to stop in one step; the others follow in further steps, so that"
                                + " a large flow does not keep its neighbours waiting.");
        keys.group(LIMITS)
                .key(
                        LIMIT_FIELD_BYTES,
                        INT,
                        Limits.DEFAULT.fieldBytes(),
                        between(1_024, 8_388_608),
                        Importance.LOW,
                        "Largest text or bytes field of a command or task event, in bytes of UTF-8; more is TOO_LARGE.")
                .key(
                        LIMIT_COMMAND_BYTES,
                        INT,
                        Limits.DEFAULT.recordBytes(),
                        between(4_096, 8_388_608),
                        Importance.LOW,
                        "Largest command, in bytes as encoded; more is TOO_LARGE.")
                .key(
                        LIMIT_TASKS_PER_COMMAND,
                        INT,
                        Limits.DEFAULT.tasksPerCommand(),
                        between(1, 100_000),
                        Importance.LOW,
                        "Most tasks in one command; more is LIMIT_EXCEEDED.")
                .key(
                        LIMIT_ACTIVE_TASKS,
                        INT,
                        Limits.DEFAULT.activeTasks(),
                        between(1, 10_000_000),
                        Importance.LOW,
                        "Most active tasks of one flow; more is LIMIT_EXCEEDED.");
        return keys.definition;
    }

    private static boolean isName(String text) {
        return text.length() <= MAX_NAME_PART && NAME.matcher(text).matches();
    }

    private static ConfigDef.Validator name() {
        String rule = "1-" + MAX_NAME_PART + " characters of A-Z a-z 0-9 . _ -";
        return LambdaValidator.with(
                (key, value) -> {
                    if (!(value instanceof String text) || !isName(text)) {
                        throw new ConfigException(key, value, "must be " + rule);
                    }
                },
                () -> rule);
    }

    private static ConfigDef.Validator notBlank() {
        return LambdaValidator.with(
                (key, value) -> {
                    if (!(value instanceof String text) || text.isBlank()) {
                        throw new ConfigException(key, value, "must not be blank");
                    }
                },
                () -> "not blank");
    }

    private static ConfigDef.Validator listOf(String what, Predicate<String> valid) {
        return LambdaValidator.with(
                (key, value) -> {
                    Set<Object> seen = new HashSet<>();
                    List<?> entries = value instanceof List<?> list ? list : List.of();
                    if (entries.isEmpty()) {
                        throw new ConfigException(key, value, "must have at least one entry");
                    }
                    for (Object entry : entries) {
                        if (!valid.test(entry.toString())) {
                            throw new ConfigException(key, entry, "each entry must be a " + what);
                        }
                        if (!seen.add(entry)) {
                            throw new ConfigException(key, entry, "is there twice");
                        }
                    }
                },
                () -> "at least one " + what);
    }

    /** Keeps group and order, which {@link ConfigDef} wants with each key. */
    private static final class Definition {
        private final ConfigDef definition = new ConfigDef();
        private String group = "";

        Definition group(String name) {
            group = name;
            return this;
        }

        Definition key(
                String name,
                ConfigDef.Type type,
                @Nullable Object defaultValue,
                ConfigDef.@Nullable Validator validator,
                Importance importance,
                String documentation) {
            definition.define(
                    name,
                    type,
                    defaultValue,
                    validator,
                    importance,
                    documentation,
                    group,
                    definition.names().size(),
                    ConfigDef.Width.MEDIUM,
                    name);
            return this;
        }
    }
}
