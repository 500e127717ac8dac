package dev.taskflow.app;

import static dev.taskflow.app.Validators.between;
import static dev.taskflow.app.Validators.name;
import static dev.taskflow.app.Validators.notBlank;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import dev.taskflow.rules.Settings;
import dev.taskflow.topology.TimerPace;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** How an instance processes. */
final class ProcessorKeys {
    static final String APPLICATION_ID = "application.id";
    static final String STATE_DIR = "state.dir";
    static final String NUM_STREAM_THREADS = "num.stream.threads";
    static final String NUM_STANDBY_REPLICAS = "num.standby.replicas";
    static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
    static final String GROUP_PROTOCOL = "group.protocol";
    static final String GROUP_INSTANCE_ID = "group.instance.id";
    static final String SESSION_TIMEOUT_MS = "session.timeout.ms";
    static final String HEARTBEAT_INTERVAL_MS = "heartbeat.interval.ms";
    static final String LIVENESS_STALL_MS = "liveness.stall.ms";
    static final String TIMER_INTERVAL_MS = "timer.interval.ms";
    static final String TIMER_SLICE_MS = "timer.slice.ms";
    static final String STEP_CHILDREN = "step.children";

    private ProcessorKeys() {}

    static void define(Definition keys) {
        keys.group("Processor")
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
                        1,
                        between(0, 10),
                        Importance.MEDIUM,
                        "Copies of each state store kept warm on other instances: what makes a failover fast, as the state of an instance"
                                + " that crashed is restored from Kafka in whole. A single instance keeps none. Only with"
                                + " group.protocol=classic.")
                .key(
                        COMMIT_INTERVAL_MS,
                        LONG,
                        100L,
                        between(1, 10_000),
                        Importance.MEDIUM,
                        "Longest time between two transactions of a busy thread, in milliseconds: bounds latency under load; larger is"
                                + " cheaper. A thread that has processed all that it had polled does not wait for it.")
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
                                + " group.protocol=classic.")
                .key(
                        LIVENESS_STALL_MS,
                        LONG,
                        120_000L,
                        between(1_000, 3_600_000),
                        Importance.MEDIUM,
                        "An instance is not live, so that it is restarted, when a broker answers, work waits and nothing was committed"
                                + " for this long, in milliseconds. A restore that moves is progress. While no broker answers an"
                                + " instance is not ready but stays live.")
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
    }
}
