package dev.taskflow.client.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What the Kafka consumers of a worker are made with. */
final class ClientSettings {
    private ClientSettings() {}

    static Map<String, Object> consumer(WorkerSettings settings) {
        Map<String, Object> config = new HashMap<>(settings.connection().kafka());
        // A connection's settings may be those of any other consumer of the program.
        config.keySet().removeAll(Set.of("group.id", "group.instance.id", "group.protocol"));
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "earliest");
        config.put("allow.auto.create.topics", false);
        return config;
    }

    /** The broker reads those that are missing here from the group's own settings, and a share consumer refuses them. */
    static Map<String, Object> shareConsumer(WorkerSettings settings) {
        Map<String, Object> config = new HashMap<>(settings.connection().kafka());
        config.keySet()
                .removeAll(Set.of(
                        "auto.offset.reset",
                        "enable.auto.commit",
                        "group.instance.id",
                        "group.protocol",
                        "group.remote.assignor",
                        "heartbeat.interval.ms",
                        "interceptor.classes",
                        "isolation.level",
                        "partition.assignment.strategy",
                        "session.timeout.ms"));
        config.put("group.id", settings.group());
        config.put("share.acknowledgement.mode", "explicit");
        // Else whole batches come, and what waits here is kept from workers that have nothing to do.
        config.put("share.acquire.mode", "record_limit");
        config.put("max.poll.records", settings.tasksOfShareConsumer());
        // A member that has no room does not poll, for as long as tasks run.
        config.put("max.poll.interval.ms", Integer.MAX_VALUE);
        config.put("allow.auto.create.topics", false);
        return config;
    }

    static Map<String, Object> groupConsumer(WorkerSettings settings) {
        Map<String, Object> config = consumer(settings);
        config.put("group.id", settings.group());
        config.put("max.poll.records", GroupIntake.READY);
        // Others' joining must not take partitions away and give them back.
        config.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        return config;
    }
}
