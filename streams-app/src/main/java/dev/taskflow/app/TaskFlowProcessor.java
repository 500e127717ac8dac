package dev.taskflow.app;

import dev.taskflow.state.Quarantine;
import dev.taskflow.state.StoreNames;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topology.TaskFlowTopology;
import dev.taskflow.topology.TopologySettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the processor, from the check of what it needs to its stop. Safe for use by many threads. */
public final class TaskFlowProcessor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskFlowProcessor.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final KafkaStreams streams;
    private final CloseOptions closing;
    private final ThreadReplacement replacement = new ThreadReplacement(Clock.systemUTC());
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private TaskFlowProcessor(KafkaStreams streams, CloseOptions closing) {
        this.streams = streams;
        this.closing = closing;
        streams.setUncaughtExceptionHandler(replacement);
        streams.setStateListener(this::onStateChange);
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
        TopicCatalogue topics = config.topics();
        Path stateDirectory = StateDirectory.prepare(config.stateDirectory(), config.applicationId());
        Topology topology = TaskFlowTopology.build(topics, topologySettings(config, verifiedFlowPartitions(config)));
        TaskFlowProcessor processor = new TaskFlowProcessor(
                new KafkaStreams(topology, StreamsSettings.of(config, topics, stateDirectory)), closing(config));
        LOG.info(
                "Processor starts: application.id={} bootstrap.servers={} topic.prefix={} runtimes={}",
                config.applicationId(),
                config.bootstrapServers(),
                config.topicPrefix(),
                topics.runtimes());
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
                        config.groupInstanceId().isPresent()
                                ? GroupMembershipOperation.REMAIN_IN_GROUP
                                : GroupMembershipOperation.LEAVE_GROUP);
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
                config.rules(), config.timers(), flowPartitions, config.schemaRegistry(), "/" + config.applicationId());
    }

    /** Whether it processes, and its part of the state, if it has one, can be read. */
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING && (isIdle() || canReadState());
    }

    private boolean isIdle() {
        return streams.metadataForLocalThreads().stream()
                .allMatch(thread -> thread.activeTasks().isEmpty());
    }

    /**
     * The flows of this instance whose stored rows cannot be read, with what is wrong, by flowId (X2). Reads every row.
     *
     * @throws InvalidStateStoreException while state moves, or before the processor is ready
     */
    public Map<String, String> quarantinedFlows() {
        return Quarantine.flows(rows(StoreNames.FLOWS), rows(StoreNames.TASKS));
    }

    private ReadOnlyKeyValueStore<String, byte[]> rows(String store) {
        return streams.store(StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.keyValueStore()));
    }

    private boolean canReadState() {
        try {
            streams.store(StoreQueryParameters.fromNameAndType(StoreNames.FLOWS, QueryableStoreTypes.keyValueStore()));
            return true;
        } catch (InvalidStateStoreException notYet) {
            return false;
        }
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
            case RUNNING -> LOG.info("Processor is running");
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
        if (!streams.close(closing)) {
            LOG.warn(
                    "The processor did not stop within {} s; its last transaction will be undone and done again",
                    CLOSE_WITHIN.toSeconds());
        }
    }
}
