package dev.taskflow.client;

import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Sends commands to flows, awaits their results and the flows' ends. One client for a whole program is meant; it is safe for
 * use by many threads, keeps the order of the commands of one thread, and is to be closed.
 *
 * <pre>{@code
 * try (TaskFlowClient client = TaskFlowClient.open(Connection.to("localhost:9092", "http://localhost:8081"), "acme")) {
 *     FlowHandle flow = client.newFlow();
 *     flow.create("reports", "monthly report", TaskSpecs.json("render", "default", "{}")).submit().join();
 *     flow.cancel("no longer needed").submit().join();
 * }
 * }</pre>
 *
 * <p>Calls may block while Kafka or the schema registry is asked for something for the first time, at most for the producer's
 * {@code max.block.ms} (10 seconds, unless the connection sets it) and for the registry's time-outs; all else is in the futures.
 * These complete with the exceptions that their methods name, never with a wrapped one. What callers chain to them runs in the
 * common pool, so that it cannot hold up the client. To cancel a future only stops waiting: a command that was sent is sent.
 */
public final class TaskFlowClient implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final String ownerKey;
    private final ClientOptions options;
    private final Pending pending;
    private final CommandSender sender;
    private final TopicTail<CommandResult> results;
    private final TopicTail<FlowSettled> settled;
    private final Replies replies;
    private final Settlements settlements;

    private TaskFlowClient(Connection connection, String ownerKey, ClientOptions options) {
        this.ownerKey = ownerKey;
        this.options = options;
        Executor callbacks = new CompletableFuture<Void>().defaultExecutor();
        TopicCatalogue topics = connection.topics();
        Waiters<CommandResult> awaitedResults = new Waiters<>(callbacks);
        Waiters<FlowSettled> awaitedSettlements = new Waiters<>(callbacks);
        sender = new CommandSender(connection, callbacks);
        pending = new Pending(callbacks);
        results = new TopicTail<>(connection, topics.commandResults(), awaitedResults, IDLE);
        settled = new TopicTail<>(connection, topics.flowSettled(), awaitedSettlements, IDLE);
        replies = new Replies(sender, awaitedResults, results, pending);
        settlements = new Settlements(replies, awaitedSettlements, settled, pending);
    }

    /**
     * A client with default options.
     *
     * @param ownerKey in whose name {@link #flow} speaks; non-blank
     * @throws IllegalArgumentException if the owner is blank
     * @throws org.apache.kafka.common.KafkaException if a setting of the connection is wrong
     */
    public static TaskFlowClient open(Connection connection, String ownerKey) {
        return open(connection, ownerKey, ClientOptions.DEFAULTS);
    }

    /**
     * A client. Nothing is sent or read yet, so that it can be opened while Kafka is away.
     *
     * @param ownerKey in whose name {@link #flow} speaks; non-blank
     * @throws IllegalArgumentException if the owner is blank
     * @throws org.apache.kafka.common.KafkaException if a setting of the connection is wrong
     */
    public static TaskFlowClient open(Connection connection, String ownerKey, ClientOptions options) {
        if (ownerKey.isBlank()) {
            throw new IllegalArgumentException("ownerKey is blank: name who the flows belong to");
        }
        return new TaskFlowClient(connection, ownerKey, options);
    }

    /** In whose name {@link #flow} speaks. */
    public String ownerKey() {
        return ownerKey;
    }

    /** A flow that is there, or is to be created under this id: 1-200 characters of {@code A-Z a-z 0-9 . _ : -}. */
    public FlowHandle flow(String flowId) {
        return new FlowHandle(this, flowId);
    }

    /** A flow that is to be created, with a random id, as is advised: ids are never to be used again (A1, S3). */
    public FlowHandle newFlow() {
        return flow(UUID.randomUUID().toString());
    }

    /**
     * Sends a command and awaits its answer, within the client's limit for results.
     *
     * @see #submit(FlowCommand, Map, Duration)
     */
    public CompletableFuture<CommandResult> submit(FlowCommand command) {
        return submit(command, Map.of());
    }

    /**
     * Sends a command with record headers and awaits its answer, within the client's limit for results.
     *
     * @see #submit(FlowCommand, Map, Duration)
     */
    public CompletableFuture<CommandResult> submit(FlowCommand command, Map<String, String> headers) {
        return submit(command, headers, options.resultTimeLimit());
    }

    /**
     * Sends a command as it is, owner, commandId and expected revision included, and awaits its answer; only its {@code reply}
     * is taken for {@code ALWAYS}. The answer to an earlier sending of the same command is as good as that to this one. To
     * submit the same command again is safe at any time before the flow's next one (C1, C3, C4).
     *
     * @param headers record headers, over those of the same name from {@link ClientOptions#traceHeaders()}
     * @param timeLimit how long to wait for the answer
     * @return completes with the result if the command was {@code ACCEPTED} or {@code REPLAYED}, else with
     *     {@link CommandRejected}, {@link CommandNotSent} or {@link OutcomeUnknown}
     * @throws IllegalStateException if the client is closed
     */
    public CompletableFuture<CommandResult> submit(
            FlowCommand command, Map<String, String> headers, Duration timeLimit) {
        return replies.submit(command, traced(headers), timeLimit);
    }

    /**
     * A command on its way.
     *
     * @param durable completes when Kafka has the command, else with {@link CommandNotSent} or {@link OutcomeUnknown}
     * @param result as of {@link #submit(FlowCommand, Map, Duration)}
     */
    public record Submission(CompletableFuture<Void> durable, CompletableFuture<CommandResult> result) {}

    /**
     * As {@link #submit(FlowCommand, Map, Duration)}, for who wants to go on as soon as the command cannot be lost.
     *
     * @throws IllegalStateException if the client is closed
     */
    public Submission submission(FlowCommand command, Map<String, String> headers, Duration timeLimit) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        return new Submission(durable, replies.submit(command, traced(headers), timeLimit, durable));
    }

    /**
     * Sends a command and awaits no answer.
     *
     * @see #publish(FlowCommand, Map)
     */
    public CompletableFuture<Void> publish(FlowCommand command) {
        return publish(command, Map.of());
    }

    /**
     * Sends a command as it is and awaits no answer: whether it was taken shows in {@code command-results}, as its {@code reply}
     * says.
     *
     * @param headers record headers, over those of the same name from {@link ClientOptions#traceHeaders()}
     * @return completes when the command is durable, else with {@link CommandNotSent} or {@link OutcomeUnknown}
     * @throws IllegalStateException if the client is closed
     */
    public CompletableFuture<Void> publish(FlowCommand command, Map<String, String> headers) {
        pending.requireOpen();
        return sender.send(command, traced(headers));
    }

    /**
     * Awaits the end of one of the owner's flows.
     *
     * @see #awaitSettled(String, String, Duration)
     */
    public CompletableFuture<FlowSettled> awaitSettled(String flowId, Duration timeout) {
        return awaitSettled(ownerKey, flowId, timeout);
    }

    /**
     * Awaits the end of a flow, also one that has ended before the call. It asks the processor how the flow stands, by a command
     * that cannot change anything.
     *
     * @param timeout how long to wait
     * @return completes with the settlement; with {@link CommandRejected}, code {@code NOT_FOUND}, if the owner has no such flow
     *     at the time of asking, another code if it cannot be asked about; with {@link SettlementGone} if the flow ended so long ago that the topic has forgotten it; with
     *     {@link java.util.concurrent.TimeoutException} in time; with {@link IllegalStateException} when the client is closed;
     *     with {@link CommandNotSent} or {@link org.apache.kafka.common.KafkaException} if Kafka cannot be asked
     * @throws IllegalStateException if the client is closed
     */
    public CompletableFuture<FlowSettled> awaitSettled(String owner, String flowId, Duration timeout) {
        return settlements.await(owner, flowId, timeout, traced(Map.of()));
    }

    private Map<String, String> traced(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(options.traceHeaders().get());
        all.putAll(headers);
        return all;
    }

    /**
     * Takes no more commands, waits for those that are being sent, at most as long as the options say, and ends what is still
     * awaited: commands with {@link OutcomeUnknown}, settlements with {@link IllegalStateException}. Closing again does nothing.
     */
    @Override
    public void close() {
        pending.refuseMore();
        try {
            sender.close(options.closeTimeLimit());
        } finally {
            pending.close();
            results.close();
            settled.close();
        }
    }
}
