package dev.taskflow.app;

import dev.taskflow.query.KafkaStateReader;
import dev.taskflow.query.StateMoving;
import dev.taskflow.query.StateReader;
import dev.taskflow.query.StoreLags;
import dev.taskflow.state.LivePartitions;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topology.Backlog;
import dev.taskflow.topology.Tally;
import dev.taskflow.topology.TaskFlowTopology;
import dev.taskflow.topology.TopologySettings;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the processor, from the check of what it needs to its stop. Safe for use by many threads. */
public final class TaskFlowProcessor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskFlowProcessor.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final KafkaStreams streams;
    private final CloseOptions closing;
    private final StateDirectory directory;
    private final RocksDbMemory memory;
    private final LivePartitions live;
    private final Tally tally = Tally.inBackground();
    private final StoreLags lags;
    private final StateReader reader;
    private final Restores restores = new Restores();
    private final ThreadReplacement replacement = new ThreadReplacement(Clock.systemUTC());
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean hasRun;
    private final long rocksDbLimit;
    private boolean memoryIsOpen = true;

    private TaskFlowProcessor(TaskFlowConfig config, StateDirectory directory, int flowPartitions) {
        TopicCatalogue topics = config.topics();
        live = new LivePartitions();
        closing = closing(config);
        this.directory = directory;
        rocksDbLimit = config.rocksDbBytes();
        memory = new RocksDbMemory(config.rocksDbBytes(), config.rocksDbWriteBufferBytes());
        Properties settings = new Properties();
        settings.putAll(StreamsSettings.memory(memory));
        Backlog backlog = new Backlog();
        // Over ours: the user's may be among them.
        settings.putAll(StreamsSettings.of(config, topics, directory.path()));
        settings.putAll(backlog.streamsSettings(settings));
        Topology topology =
                TaskFlowTopology.build(topics, topologySettings(config, flowPartitions), live, backlog, tally);
        streams = streams(topology, settings);
        streams.setUncaughtExceptionHandler(replacement);
        streams.setStateListener(this::onStateChange);
        streams.setGlobalStateRestoreListener(restores);
        lags = new StoreLags(streams);
        reader = new KafkaStateReader(
                streams,
                live,
                lags,
                new KafkaStateReader.Settings(flowPartitions, config.applicationServer(), config.staleReadMaxLag()));
    }

    private KafkaStreams streams(Topology topology, Properties settings) {
        boolean complete = false;
        try {
            KafkaStreams made = new KafkaStreams(topology, settings);
            directory.close();
            complete = true;
            return made;
        } catch (IOException open) {
            throw new InvalidConfiguration(
                    List.of(ProcessorKeys.STATE_DIR + ": cannot be closed to other users: " + open));
        } finally {
            if (!complete) {
                memory.close();
            }
        }
    }

    /**
     * Checks topics, schemas and the state directory, then starts processing in the background.
     *
     * @throws NotProvisioned if topics or schemas are missing or unfit, naming all of them
     * @throws InvalidConfiguration if the state directory cannot be used
     * @throws Unreachable if Kafka or the schema registry does not answer
     * @throws org.apache.kafka.common.KafkaException if {@code kafka.*} settings are no settings, or another process uses the
     *     state directory
     */
    public static TaskFlowProcessor start(TaskFlowConfig config) {
        StateDirectory directory = StateDirectory.prepare(config.stateDirectory(), config.applicationId());
        TaskFlowProcessor processor = new TaskFlowProcessor(config, directory, verifiedFlowPartitions(config));
        LOG.atInfo()
                .setMessage("Processor starts")
                .addKeyValue("application.id", config.applicationId())
                .addKeyValue("bootstrap.servers", config.bootstrapServers())
                .addKeyValue("topic.prefix", config.topicPrefix())
                .addKeyValue("runtimes", config.topics().runtimes())
                .log();
        processor.streams.start();
        return processor;
    }

    /**
     * One with a name of its own finds its partitions when it comes back under it. One without comes back as a stranger, so it
     * leaves the group: its partitions must not wait until it is missed.
     */
    private static CloseOptions closing(TaskFlowConfig config) {
        return CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(
                        config.leavesGroup()
                                ? GroupMembershipOperation.LEAVE_GROUP
                                : GroupMembershipOperation.REMAIN_IN_GROUP);
    }

    private static int verifiedFlowPartitions(TaskFlowConfig config) {
        try (Provisioning provisioning = Provisioning.of(config)) {
            List<Finding> findings = provisioning.check();
            List<String> faults = Finding.messages(findings, Finding.Kind.FAULT);
            if (!faults.isEmpty()) {
                throw new NotProvisioned(faults);
            }
            Finding.messages(findings, Finding.Kind.DIFFERS).forEach(message -> LOG.warn("{}", message));
            return provisioning.flowPartitions();
        }
    }

    private static TopologySettings topologySettings(TaskFlowConfig config, int flowPartitions) {
        return TopologySettings.of(
                config.rules(),
                config.timers(),
                flowPartitions,
                config.schemaRegistry(),
                "/" + config.applicationId(),
                config.recentBytes() / 2, // of flows, and as much of tasks
                java.time.InstantSource.system(),
                dev.taskflow.topology.TimerGates.OPEN);
    }

    /** As Kafka Streams calls it. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Whether it works, or may again by itself. If not it has to be restarted. */
    public boolean isLive() {
        return switch (streams.state()) {
            case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN -> true;
            case PENDING_ERROR, ERROR, NOT_RUNNING -> false;
        };
    }

    /**
     * Whether it has been running and its part of the state, if it has one, can be read: also while partitions of its move and
     * others stay.
     */
    public boolean isReady() {
        return hasRun
                && streams.state().isRunningOrRebalancing()
                && (isIdle() || !live.now().isEmpty());
    }

    private boolean isIdle() {
        return streams.metadataForLocalThreads().stream()
                .allMatch(thread -> thread.activeTasks().isEmpty());
    }

    /** Reads this instance's part of the state. Good for as long as the processor is. */
    public StateReader reader() {
        return reader;
    }

    /** What Kafka Streams and its clients measure; a live view. */
    public Map<MetricName, ? extends Metric> metrics() {
        return streams.metrics();
    }

    /** The same for a meter registry; to be closed. */
    KafkaStreamsMetrics meters() {
        return new KafkaStreamsMetrics(streams);
    }

    /** What it has done and how its flows stand; a live view. */
    Tally tally() {
        return tally;
    }

    /** The partitions that it processes now. */
    int partitions() {
        return live.now().size();
    }

    /** The restores that are under way, by changelog topic and partition. */
    Map<String, ProcessorStatus.Restore> restores() {
        return restores.running();
    }

    /** How it is doing. Asks the broker for the ends of the changelogs, at most once a second. */
    public ProcessorStatus status() {
        Optional<Map<String, Map<Integer, Long>>> known;
        try {
            known = Optional.of(lags.now());
        } catch (StateMoving unknown) {
            known = Optional.empty();
        }
        return new ProcessorStatus(
                state(),
                isLive(),
                isReady(),
                live.now().keySet(),
                known,
                restores.running(),
                rocksDbBytes(),
                freeDisk());
    }

    /** What the file system of the state directory can still hold, in bytes; empty: it does not say. */
    OptionalLong freeDisk() {
        try {
            return OptionalLong.of(directory.freeBytes());
        } catch (IOException unknown) {
            return OptionalLong.empty();
        }
    }

    /** Memory that the stores take now; nothing may be asked of memory that was given back. */
    synchronized long rocksDbBytes() {
        return memoryIsOpen ? memory.usedBytes() : 0;
    }

    /** What the stores' memory is bounded to, in bytes. */
    long rocksDbLimit() {
        return rocksDbLimit;
    }

    /**
     * Waits until it {@link #isReady}.
     *
     * @throws ProcessorFailed if it stops before that, or is not ready in time
     */
    public void awaitReady(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (stopped.isDone()) {
                throw failure()
                        .orElseGet(() -> new ProcessorFailed("the processor was stopped before it was ready", null));
            }
            if (System.nanoTime() > deadline) {
                throw new ProcessorFailed(
                        "the processor is not ready after " + limit.toSeconds() + " s; it is " + streams.state(), null);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** Completes when processing has ended: normally after {@link #close()}, else with {@link ProcessorFailed}. */
    public CompletableFuture<Void> stopped() {
        return stopped.copy();
    }

    private void onStateChange(KafkaStreams.State now, KafkaStreams.State before) {
        LOG.debug("Processor went from {} to {}", before, now);
        switch (now) {
            case RUNNING -> {
                hasRun = true;
                LOG.info("Processor is running");
            }
            case REBALANCING -> LOG.info("Processor takes part in a rebalance");
            case ERROR, NOT_RUNNING -> end();
            default -> {}
        }
    }

    private void end() {
        failure().ifPresentOrElse(stopped::completeExceptionally, () -> stopped.complete(null));
    }

    private Optional<ProcessorFailed> failure() {
        Optional<ProcessorFailed> gaveUp = replacement
                .fatal()
                .map(cause -> new ProcessorFailed("the processor gave up: " + ThreadReplacement.rootOf(cause), cause));
        return gaveUp.isEmpty() && streams.state() == KafkaStreams.State.ERROR
                ? Optional.of(new ProcessorFailed("the processor failed; its log says why", null))
                : gaveUp;
    }

    /** Ends processing, commits, and waits for that up to half a minute. Closing again does nothing. */
    @Override
    public void close() {
        if (streams.close(closing)) {
            closeMemory();
            end(); // the listener may hear of it a moment later
        } else {
            // The stores may still be in use, so their memory is left to the end of the process.
            LOG.warn(
                    "The processor did not stop within {} s; its last transaction will be undone and done again",
                    CLOSE_WITHIN.toSeconds());
        }
    }

    private synchronized void closeMemory() {
        if (memoryIsOpen) {
            memoryIsOpen = false;
            memory.close();
        }
    }
}
