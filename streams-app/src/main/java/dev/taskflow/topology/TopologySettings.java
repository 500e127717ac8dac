package dev.taskflow.topology;

import dev.taskflow.input.LogEnds;
import dev.taskflow.rules.DispatchIds;
import dev.taskflow.rules.Settings;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the topology needs to know.
 *
 * @param rules the operator's decisions
 * @param flowPartitions how many partitions {@code flow-commands} and {@code task-events} have on the broker
 * @param serdeConfig the configuration of the wire serdes, {@code schema.registry.url} above all
 * @param source who the outputs come from: the CloudEvents source, a URI reference
 * @param timers how due timers are taken
 * @param persistentStores RocksDB; false: in memory, for tests
 * @param recentBytes how much memory decoded rows of flows may take in all partitions together, in bytes, and those of tasks as
 *     much again; they spare reading a flow anew for each of its inputs
 * @param wallClock the time that clients go by; durations count by Kafka Streams' own clock, which never steps back
 * @param gates makes the gate of one stream task's timers
 * @param topicIds Kafka's ids of the input topics, by name; those that are not among them are not protected from being read again
 * @param ends says where the input topics end
 * @param dispatchIds makes the source of dispatch ids of one stream task
 */
public record TopologySettings(
        Settings rules,
        int flowPartitions,
        Map<String, ?> serdeConfig,
        String source,
        TimerPace timers,
        boolean persistentStores,
        long recentBytes,
        InstantSource wallClock,
        TimerGates gates,
        Map<String, String> topicIds,
        LogEnds ends,
        Supplier<DispatchIds> dispatchIds) {

    /** The settings of a production topology. */
    public static TopologySettings of(
            Settings rules,
            TimerPace timers,
            int flowPartitions,
            Map<String, ?> serdeConfig,
            String source,
            long recentBytes,
            InstantSource wallClock,
            TimerGates gates,
            Map<String, String> topicIds,
            LogEnds ends) {
        return new TopologySettings(
                rules,
                flowPartitions,
                serdeConfig,
                source,
                timers,
                true,
                recentBytes,
                wallClock,
                gates,
                topicIds,
                ends,
                RandomDispatchIds::new);
    }
}
