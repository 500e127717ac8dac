package dev.taskflow.devkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own servers, wired as {@code KafkaRaftServer} wires them but with our sockets and our fault handlers, which that
 * class does not let one choose.
 */
final class BrokerNode {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerNode.class);

    /** How long the broker may take to hand over to other brokers, of which there are none. */
    private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(5);

    private final ControllerServer controller;
    private final Broker broker;

    private BrokerNode(ControllerServer controller, Broker broker) {
        this.controller = controller;
        this.broker = broker;
    }

    /** Formats the directory if it is new, and starts. After a failure nothing runs. */
    static BrokerNode start(
            Path directory, Map<String, String> settings, int controllerPort, LoopbackSockets sockets, FaultLog faults)
            throws Exception {
        KafkaConfig config = new KafkaConfig(settings, false);
        format(directory);
        var formatted = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        SharedServer shared = new SharedServer(
                config,
                formatted._1(),
                Time.SYSTEM,
                new Metrics(),
                CompletableFuture.completedFuture(Map.of(
                        BrokerSettings.NODE_ID, new InetSocketAddress(LoopbackSockets.loopback(), controllerPort))),
                List.of(),
                faults,
                sockets);
        BrokerNode node = new BrokerNode(
                new ControllerServer(shared, KafkaRaftServer.configSchema(), formatted._2()), new Broker(shared));
        node.startUp();
        return node;
    }

    private void startUp() {
        // A server that fails to start stops itself, but not the other one.
        controller.startup();
        try {
            broker.startup();
            broker.started = true;
        } finally {
            if (!broker.started) {
                controller.shutdown();
            }
        }
    }

    /** Stops both servers. Returns whether they had stopped within the given time; if not, their threads are still there. */
    boolean stop(Duration limit) {
        Thread stopper = new Thread(this::shutDown, "dev-kafka-stop");
        stopper.setDaemon(true);
        stopper.start();
        return joinUninterruptibly(stopper, limit);
    }

    private void shutDown() {
        try {
            broker.shutdown();
            broker.awaitShutdown();
        } catch (RuntimeException e) {
            LOG.warn("The development broker did not stop cleanly", e);
        }
        controller.shutdown();
        controller.awaitShutdown();
    }

    /** A host that interrupts its own shutdown must still not be left with half a broker. */
    private static boolean joinUninterruptibly(Thread thread, Duration limit) {
        boolean interrupted = false;
        try {
            long deadline = System.nanoTime() + limit.toNanos();
            while (thread.isAlive()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void format(Path directory) throws Exception {
        String path = directory.toString();
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId(clusterId(path))
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setMetadataLogDirectory(path)
                .setDirectories(List.of(path))
                .setIgnoreFormatted(true)
                .run();
    }

    private static String clusterId(String directory) throws IOException {
        return new MetaPropertiesEnsemble.Loader()
                .addLogDirs(List.of(directory))
                .addMetadataLogDir(directory)
                .load()
                .clusterId()
                .orElseGet(() -> Uuid.randomUuid().toString());
    }

    /** Kafka's broker, which after a failed start would stop only half of itself and hide why it failed. */
    private static final class Broker extends BrokerServer {
        private boolean started;

        Broker(SharedServer shared) {
            super(shared);
        }

        @Override
        public void shutdown(Duration timeout) {
            if (!started) {
                releaseWhatNeverStarted();
            }
            super.shutdown(timeout.compareTo(CONTROLLED_SHUTDOWN) < 0 ? timeout : CONTROLLED_SHUTDOWN);
        }

        /** What was made but not yet started is not stopped by Kafka either, or makes its stopping fail. */
        private void releaseWhatNeverStarted() {
            // Taking out publishers that are not in yet throws. Those that are in are closed with the controller.
            metadataPublishers().clear();
            // Coordinators have threads from the beginning and stop them only if they were started.
            if (groupCoordinator() != null) {
                groupCoordinator().startup(() -> 1);
            }
            if (shareCoordinator() != null) {
                shareCoordinator().startup(() -> 1);
            }
        }
    }
}
