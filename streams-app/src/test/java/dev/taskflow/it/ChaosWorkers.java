package dev.taskflow.it;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Workers of all runtimes: most do their work, some are late, silent, wrong, or speak twice or to the wrong partition. How each attempt
 * goes is decided by the seed and its id.
 */
final class ChaosWorkers implements AutoCloseable {
    private static final String NAME = "chaos-worker";
    private static final long BEAT_MS = 800;

    private final TaskFlowConfig config;
    private final ChaosLedger ledger;
    private final ChaosSender sender;
    private final long seed;
    private final ScheduledExecutorService work = Executors.newScheduledThreadPool(2);
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final List<CompletableFuture<Void>> readers = new ArrayList<>();
    private volatile boolean over;

    ChaosWorkers(TaskFlowFixture taskflow, ChaosLedger ledger, ChaosSender sender, long seed) {
        this.config = taskflow.config();
        this.ledger = ledger;
        this.sender = sender;
        this.seed = seed;
        read(
                List.of(
                        config.topics().tasks(TaskFlowFixture.RUNTIME),
                        config.topics().tasks(TaskFlowFixture.OTHER_RUNTIME)),
                TaskDispatch.class,
                this::begin);
        read(List.of(config.topics().taskCancellations()), TaskCancellation.class, this::cancelled);
    }

    private <V extends SpecificRecord> void read(List<Topic<V>> topics, Class<V> type, Consumer<V> each) {
        readers.add(CompletableFuture.runAsync(
                () -> {
                    AvroDeserializer<V> values = new AvroDeserializer<>(type);
                    values.configure(config.schemaRegistry(), false);
                    Map<String, Object> settings = Map.of(
                            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            config.bootstrapServers(),
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest",
                            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                            "read_committed");
                    try (KafkaConsumer<byte[], V> consumer =
                            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), values)) {
                        consumer.assign(topics.stream()
                                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                                .map(info -> new TopicPartition(info.topic(), info.partition()))
                                .toList());
                        while (!over) {
                            consumer.poll(Duration.ofMillis(100)).forEach(received -> each.accept(received.value()));
                        }
                    }
                },
                task -> new Thread(task, "workers-of-" + type.getSimpleName()).start()));
    }

    private void begin(TaskDispatch dispatch) {
        Random random = new Random(seed ^ (dispatch.getTaskId() + dispatch.getAttempt()).hashCode());
        int kind = random.nextInt(100);
        long startsIn = random.nextInt(400);
        if (kind < 6) {
            return; // It dies with the dispatch in its hands.
        }
        boolean misrouted = kind < 10;
        later(startsIn, () -> started(dispatch, misrouted));
        if (kind < 16) {
            return; // It dies at work.
        }
        long endsIn = kind < 22 ? startsIn + 10_000 + random.nextInt(15_000) : startsIn + random.nextInt(5_000);
        for (long at = startsIn + BEAT_MS; kind >= 22 && at < endsIn; at += BEAT_MS) {
            later(at, () -> beats(dispatch, misrouted));
        }
        TaskOutcome outcome = kind < 35 ? TaskOutcome.FAILED : TaskOutcome.SUCCEEDED;
        later(endsIn, () -> ends(dispatch, outcome, misrouted));
        if (kind >= 92) {
            later(endsIn + random.nextInt(1_000), () -> send(completed(outcome, dispatch), null, false));
        }
        if (kind >= 97) {
            TaskEvent forged = TaskEvent.newBuilder(completed(TaskOutcome.FAILED, dispatch))
                    .setDispatchId("forged")
                    .build();
            later(startsIn, () -> send(forged, null, false));
        }
    }

    private void cancelled(TaskCancellation cancellation) {
        // Three of ten do not listen.
        if (Math.floorMod(cancellation.getDispatchId().hashCode(), 10) < 7) {
            TaskDispatch dispatch = TaskDispatch.newBuilder()
                    .setTaskId(cancellation.getTaskId())
                    .setFlowId(cancellation.getFlowId())
                    .setRunId(cancellation.getRunId())
                    .setOwnerKey(TaskFlowFixture.OWNER)
                    .setRuntime(cancellation.getRuntime())
                    .setAttempt(cancellation.getAttempt())
                    .setDispatchId(cancellation.getDispatchId())
                    .setDispatchedAt(cancellation.getRequestedAt())
                    .build();
            later(200, () -> ends(dispatch, TaskOutcome.CANCELLED, false));
        }
    }

    private void started(TaskDispatch dispatch, boolean misrouted) {
        if (!ended.contains(dispatch.getDispatchId())) {
            send(
                    Worker.report(dispatch, NAME).setStarted(new TaskStarted()).build(),
                    misrouted ? null : ledger.report(dispatch.getDispatchId(), null),
                    misrouted);
        }
    }

    private void beats(TaskDispatch dispatch, boolean misrouted) {
        if (!ended.contains(dispatch.getDispatchId())) {
            send(
                    Worker.report(dispatch, NAME)
                            .setProgress(new TaskProgress())
                            .build(),
                    misrouted ? null : ledger.report(dispatch.getDispatchId(), null),
                    misrouted);
        }
    }

    private void ends(TaskDispatch dispatch, TaskOutcome outcome, boolean misrouted) {
        if (ended.add(dispatch.getDispatchId())) {
            send(
                    completed(outcome, dispatch),
                    misrouted ? null : ledger.report(dispatch.getDispatchId(), outcome),
                    misrouted);
        }
    }

    private static TaskEvent completed(TaskOutcome outcome, TaskDispatch dispatch) {
        TaskCompleted.Builder completed = TaskCompleted.newBuilder().setOutcome(outcome);
        if (outcome == TaskOutcome.FAILED) {
            completed.setError(new TaskError("chaos", "fails", true));
        }
        return Worker.report(dispatch, NAME).setCompleted(completed.build()).build();
    }

    private void send(TaskEvent report, ChaosLedger.@Nullable Report entry, boolean misrouted) {
        sender.send(report, entry == null ? new ChaosLedger.Sent() : entry, misrouted);
    }

    private void later(long millis, Runnable step) {
        ScheduledFuture<?> unused = work.schedule(step, millis, TimeUnit.MILLISECONDS);
    }

    /** Stops them, and fails if one has failed. What they have begun is not ended any more. */
    @Override
    public void close() {
        over = true;
        work.shutdownNow();
        readers.forEach(CompletableFuture::join);
    }
}
