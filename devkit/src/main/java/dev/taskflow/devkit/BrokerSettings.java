package dev.taskflow.devkit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration of a single node that is broker and controller in one: small, fast to start and fast to come back. */
final class BrokerSettings {
    static final int NODE_ID = 1;
    static final String CLIENT_LISTENER = "CLIENT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String OPEN = "PLAINTEXT";

    /** What makes the node reachable, loopback only and one with its directory: not for a host to change. */
    private static final Set<String> OWNED = Set.of(
            "process.roles",
            "node.id",
            "broker.id",
            "listeners",
            "advertised.listeners",
            "listener.security.protocol.map",
            "controller.listener.names",
            "controller.quorum.voters",
            "controller.quorum.bootstrap.servers",
            "inter.broker.listener.name",
            "security.inter.broker.protocol",
            "log.dir",
            "log.dirs",
            "metadata.log.dir");

    private BrokerSettings() {}

    static Map<String, String> requireOverridable(Map<String, String> overrides) {
        for (String key : overrides.keySet()) {
            if (OWNED.contains(key)) {
                throw new IllegalArgumentException("broker setting " + key
                        + " cannot be overridden: the development broker sets its own node, listeners and directory");
            }
        }
        return Map.copyOf(overrides);
    }

    /** @param logins who may log in; null if whoever is on this machine may do everything */
    static Map<String, String> of(
            Path directory,
            int clientPort,
            int controllerPort,
            @Nullable Logins logins,
            Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>();
        addSingleNode(settings);
        addQuickStart(settings);
        addSmallFootprint(settings);
        settings.putAll(overrides);
        if (logins != null) {
            settings.putAll(logins.brokerSettings());
        }
        addIdentity(settings, directory, clientPort, controllerPort, logins == null ? OPEN : logins.protocol());
        return settings;
    }

    private static void addIdentity(
            Map<String, String> settings, Path directory, int clientPort, int controllerPort, String protocol) {
        String client = CLIENT_LISTENER + "://" + LoopbackSockets.HOST + ":" + clientPort;
        String controller = CONTROLLER_LISTENER + "://" + LoopbackSockets.HOST + ":" + controllerPort;
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("listeners", client + "," + controller);
        settings.put("advertised.listeners", client);
        settings.put(
                "listener.security.protocol.map",
                CLIENT_LISTENER + ":" + protocol + "," + CONTROLLER_LISTENER + ":" + protocol);
        settings.put("inter.broker.listener.name", CLIENT_LISTENER);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("controller.quorum.voters", NODE_ID + "@" + LoopbackSockets.HOST + ":" + controllerPort);
        settings.put("log.dirs", directory.toString());
    }

    private static void addSingleNode(Map<String, String> settings) {
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // A misspelt topic is an error to see, not a new topic.
        settings.put("auto.create.topics.enable", "false");
    }

    private static void addQuickStart(Map<String, String> settings) {
        // After kill -9 the node waits until its former self has timed out: 5 s instead of 12 with these. With less, a
        // busy machine loses its only broker now and then.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "300");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        // A transaction that begins while the one before is being completed is tried again after this time, not after
        // 20 ms.
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
        // A member of a share group gets work with its second heartbeat, by default after 5 s; a dead one is missed
        // after 45.
        settings.put("group.share.min.heartbeat.interval.ms", "100");
        settings.put("group.share.heartbeat.interval.ms", "300");
        settings.put("group.share.min.session.timeout.ms", "1000");
        settings.put("group.share.session.timeout.ms", "6000");
        // By default a start that cannot succeed waits for ever.
        settings.put("server.max.startup.time.ms", "60000");
    }

    private static void addSmallFootprint(Map<String, String> settings) {
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.num.partitions", "4");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    }
}
