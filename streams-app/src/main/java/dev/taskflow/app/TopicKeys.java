package dev.taskflow.app;

import static dev.taskflow.app.Validators.between;
import static dev.taskflow.app.Validators.listOf;
import static dev.taskflow.app.Validators.millisFrom;
import static dev.taskflow.app.Validators.name;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.SHORT;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** What topics there are, and how {@code topics apply} makes them. */
final class TopicKeys {
    static final String TOPIC_PREFIX = "topic.prefix";
    static final String RUNTIMES = "runtimes";
    static final String FLOW_PARTITIONS = "flow.partitions";
    static final String TASK_PARTITIONS = "task.partitions";
    static final String TOPIC_RETENTION_MS = "topic.retention.ms";
    static final String HISTORY_RETENTION_MS = "history.retention.ms";
    static final String REPLICATION_FACTOR = "replication.factor";

    private TopicKeys() {}

    static void define(Definition keys) {
        keys.group("Topics")
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
                                "name of at most " + Validators.MAX_NAME_PART + " characters of A-Z a-z 0-9 . _ -",
                                Validators::isName),
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
                                + " partitions than workers in a share group, a worker's death is noticed at once; with one, any free"
                                + " slot of any worker gets any task.")
                .key(
                        TOPIC_RETENTION_MS,
                        LONG,
                        TopicSettings.DEFAULTS.retention().toMillis(),
                        millisFrom(60_000),
                        Importance.MEDIUM,
                        "How long inputs, dispatches, results and settlements are kept, in milliseconds, when 'topics apply' creates their"
                                + " topics.")
                .key(
                        HISTORY_RETENTION_MS,
                        LONG,
                        TopicSettings.DEFAULTS.longRetention().toMillis(),
                        millisFrom(60_000),
                        Importance.MEDIUM,
                        "How long flow-events and dead-letters are kept, in milliseconds, when 'topics apply' creates their topics.")
                .key(
                        REPLICATION_FACTOR,
                        SHORT,
                        TopicSettings.DEFAULTS.replicationFactor(),
                        between(-1, 100),
                        Importance.MEDIUM,
                        "Replicas of every topic that is created, changelogs included; -1 takes the broker's default.");
    }
}
