package dev.taskflow.app;

import dev.taskflow.app.progress.Progress;
import dev.taskflow.app.progress.Stall;
import dev.taskflow.clock.ProcessorClock;
import dev.taskflow.input.BrokerLogEnds;
import dev.taskflow.input.InputBounds;
import dev.taskflow.input.InputClients;
import dev.taskflow.input.LogEnds;
import dev.taskflow.input.PolledInput;
import dev.taskflow.query.GroupContact;
import dev.taskflow.query.KafkaStateReader;
import dev.taskflow.query.StateMoving;
import dev.taskflow.query.StateReader;
import dev.taskflow.query.StoreLags;
import dev.taskflow.state.LivePartitions;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topology.Tally;
import dev.taskflow.topology.TaskFlowTopology;
import dev.taskflow.topology.TimerGates;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance of the processor, from the check of what it needs to its stop. Safe for use by many threads. */
public final class TaskFlowProcessor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskFlowProcessor.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    /** How long threads may take to end after it has given up: one may hang for ever. */
    private static final Duration END_WITHIN = Duration.ofSeconds(15);

    private static final Duration CLOSE_FAILED_WITHIN = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private final KafkaStreams streams;
    private final CloseOptions closing;
    private final StateDirectory directory;
    private final RocksDbMemory memory;

    /** Where the inputs end on the broker. */
    private final LogEnds inputEnds;

    private final LivePartitions live;
    private final Tally tally = Tally.inBackground();
    private final StoreLags lags;
    private final GroupContact group;
    private final StateReader reader;
    private final Restores restores = new Restores();
    private final Progress progress;
    private final Progress.Instance observed;
    private final ThreadReplacement replacement;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean hasRun;
    private final long rocksDbLimit;
    private boolean memoryIsOpen = true;

    /**
     * The input topics as they are on the broker.
     *
     * @param partitions how many each has
     * @param topicIds Kafka's ids, by name
     */
    private record Inputs(int partitions, Map<String, String> topicIds) {}

    private TaskFlowProcessor(TaskFlowConfig config, StateDirectory directory, Inputs inputs, ProcessorClock clock) {
        TopicCatalogue topics = config.topics();
        live = new LivePartitions();
        closing = closing(config);
        this.directory = directory;
        rocksDbLimit = config.rocksDbBytes();
        memory = new RocksDbMemory(config.rocksDbBytes(), config.rocksDbWriteBufferBytes());
        Properties settings = new Properties();
        settings.putAll(StreamsSettings.memory(memory));
        PolledInput polled = new PolledInput();
        InputClients clients = new InputClients(polled, InputBounds.ofOneOf(config.streamThreads()));
        // Over ours: the user's may be among them.
        settings.putAll(StreamsSettings.of(config, topics, directory.path()));
        if (!config.classicGroupProtocol()) {
            settings.putAll(clients.streamsSettings());
        }
        inputEnds = new BrokerLogEnds(Admin.create(StreamsSettings.admin(config)), clock::steadyMs);
        TopologySettings topologySettings = topologySettings(config, inputs, clock, inputEnds, polled);
        Topology topology = TaskFlowTopology.build(topics, topologySettings, live, polled, tally);
        progress = new Progress(config.stall());
        observed = observed(topics, inputs.partitions(), settings);
        replacement = new ThreadReplacement(Clock.systemUTC(), config.streamThreads(), config.stall(), progress);
        CompletableFuture<?> unused = replacement
                .gaveUp()
                .thenRunAsync(
                        this::end, CompletableFuture.delayedExecutor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
        streams = streams(topology, settings, progress.clients(clients), clock);
        streams.setUncaughtExceptionHandler(replacement);
        streams.setStateListener(this::onStateChange);
        streams.setGlobalStateRestoreListener(restores);
        lags = new StoreLags(streams);
        group = GroupContact.watching(
                streams::metrics, StreamsSettings.sessionTimeout(config), StreamsSettings.maxPollInterval(settings));
        reader = new KafkaStateReader(
                streams,
                live,
                group,
                lags,
                new KafkaStateReader.Settings(
                        inputs.partitions(), config.applicationServer(), config.staleReadMaxLag()));
    }

    private KafkaStreams streams(
            Topology topology, Properties settings, KafkaClientSupplier clients, ProcessorClock clock) {
        boolean complete = false;
        try {
            KafkaStreams made = new KafkaStreams(topology, settings, clients, clock.steady());
            directory.close();
            complete = true;
            return made;
        } catch (IOException open) {
            throw new InvalidConfiguration(
                    List.of(ProcessorKeys.STATE_DIR + ": cannot be closed to other users: " + open));
        } finally {
            if (!complete) {
                inputEnds.close();
                memory.close();
            }
        }
    }

    private Progress.Instance observed(TopicCatalogue topics, int flowPartitions, Properties settings) {
        Set<TopicPartition> inputs = Stream.of(topics.flowCommands(), topics.taskEvents())
                .flatMap(topic -> IntStream.range(0, flowPartitions)
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(Collectors.toSet());
        return new Progress.Instance(
                new StreamsConfig(settings),
                inputs,
                topics.all().stream().map(Topic::name).collect(Collectors.toSet()),
                restores::restored,
                tally::timersOverdue,
                this::freeDisk);
    }

    /**
     * Checks topics, schemas and the state directory, then starts processing in the background.
     *
     * @throws NotProvisioned if topics or schemas are missing or unfit, naming all of them
     * @throws InvalidConfiguration if the state directory cannot be used, or the stores' native library not be loaded
     * @throws Unreachable if Kafka or the schema registry does not answer
     * @throws org.apache.kafka.common.KafkaException if {@code kafka.*} settings are no settings, or another process uses the
     *     state directory
     */
    public static TaskFlowProcessor start(TaskFlowConfig config) {
        return start(config, ProcessorClock.ofSystem());
    }

    /** The same with clocks that a test can move. */
    static TaskFlowProcessor start(TaskFlowConfig config, ProcessorClock clock) {
        StateLibrary.load();
        StateDirectory directory = StateDirectory.prepare(config.stateDirectory(), config.applicationId());
        TaskFlowProcessor processor = new TaskFlowProcessor(config, directory, verifiedInputs(config), clock);
        LOG.atInfo()
                .setMessage("Processor starts")
                .addKeyValue("application.id", config.applicationId())
                .addKeyValue("bootstrap.servers", config.bootstrapServers())
                .addKeyValue("topic.prefix", config.topicPrefix())
                .addKeyValue("runtimes", config.topics().runtimes())
                .log();
        processor.progress.watch(processor.streams, processor.observed);
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

    private static Inputs verifiedInputs(TaskFlowConfig config) {
        try (Provisioning provisioning = Provisioning.of(config)) {
            List<Finding> findings = provisioning.check();
            List<String> faults = Finding.messages(findings, Finding.Kind.FAULT);
            if (!faults.isEmpty()) {
                throw new NotProvisioned(faults);
            }
            Finding.messages(findings, Finding.Kind.DIFFERS).forEach(message -> LOG.warn("{}", message));
            return new Inputs(provisioning.flowPartitions(), provisioning.inputIds());
        }
    }

    private static TopologySettings topologySettings(
            TaskFlowConfig config, Inputs inputs, ProcessorClock clock, LogEnds inputEnds, PolledInput polled) {
        return TopologySettings.of(
                config.rules(),
                config.timers(),
                inputs.partitions(),
                config.schemaRegistry(),
                "/" + config.applicationId(),
                config.recentBytes() / 2, // of flows, and as much of tasks
                clock.source(),
                TimerGates.whenReportsAreRead(inputEnds, polled),
                inputs.topicIds(),
                inputEnds);
    }

    /** As Kafka Streams calls it. */
    public KafkaStreams.State state() {
        return streams.state();
    }

    /**
     * Whether it works, or may again by itself. If not it has to be restarted: it has failed, or work waits and nothing was
     * committed for {@code liveness.stall.ms} although a broker answers.
     */
    public boolean isLive() {
        return switch (streams.state()) {
            case CREATED, PENDING_SHUTDOWN -> true;
            case REBALANCING, RUNNING -> progress.isLive();
            case PENDING_ERROR, ERROR, NOT_RUNNING -> false;
        };
    }

    /**
     * Whether a broker answers, it has been running and its part of the state, if it has one, can be read: also while partitions of
     * its move and others stay.
     */
    public boolean isReady() {
        return hasRun
                && progress.brokerAnswers()
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

    /** Whether it makes progress; a live view. */
    Progress progress() {
        return progress;
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
                freeDisk(),
                progress.brokerAnswers(),
                progress.stalls().stream().map(Stall::message).toList());
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
                .map(cause -> new ProcessorFailed(
                        "the processor gave up: "
                                + MovedPartitions.saidBy(cause).orElseGet(() -> ThreadReplacement.rootOf(cause)
                                        .toString()),
                        cause));
        return gaveUp.isEmpty() && streams.state() == KafkaStreams.State.ERROR
                ? Optional.of(new ProcessorFailed("the processor failed; its log says why", null))
                : gaveUp;
    }

    /** Ends processing, commits, and waits for that up to half a minute. Closing again does nothing. */
    @Override
    public void close() {
        inputEnds.close();
        group.close();
        progress.close();
        if (streams.close(replacement.fatal().isPresent() ? CloseOptions.timeout(CLOSE_FAILED_WITHIN) : closing)) {
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
