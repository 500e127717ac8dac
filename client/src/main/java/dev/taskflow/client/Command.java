package dev.taskflow.client;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.ReplyMode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command that is ready to be sent; nothing happens before {@link #submit()} or {@link #publish()}. It has its commandId
 * from the beginning, so that <em>sending the same object again is the safe retry</em>: the flow takes the command once, and a
 * redelivery is answered {@code REPLAYED} (C1, C3, C4). Immutable and safe for use by several threads.
 *
 * <p>{@code REPLAYED} is known for the last command that changed the flow, the one that ended it, and the one that cancelled it;
 * spawned tasks are known for as long as the flow is. So retry before you send the flow's next command.
 */
public final class Command {
    private final TaskFlowClient client;
    private final String flowId;
    private final String commandId;
    private final Instant issuedAt;
    private final @Nullable Long expectedRevision;
    private final Map<String, String> headers;
    private final Consumer<FlowCommand.Builder> payload;

    private Command(
            TaskFlowClient client,
            String flowId,
            String commandId,
            Instant issuedAt,
            @Nullable Long expectedRevision,
            Map<String, String> headers,
            Consumer<FlowCommand.Builder> payload) {
        this.client = client;
        this.flowId = flowId;
        this.commandId = commandId;
        this.issuedAt = issuedAt;
        this.expectedRevision = expectedRevision;
        this.headers = headers;
        this.payload = payload;
    }

    static Command of(TaskFlowClient client, String flowId, Consumer<FlowCommand.Builder> payload) {
        return new Command(client, flowId, UUID.randomUUID().toString(), Instant.now(), null, Map.of(), payload);
    }

    /** What its redelivery is told by. */
    public String commandId() {
        return commandId;
    }

    /** The same with a commandId of the caller's own, for instance one that is kept with the caller's work. */
    public Command withCommandId(String id) {
        return new Command(client, flowId, id, issuedAt, expectedRevision, headers, payload);
    }

    /** The same, to be applied only if the flow has this revision, else {@code REVISION_CONFLICT} (C5). */
    public Command withExpectedRevision(long revision) {
        return new Command(client, flowId, commandId, issuedAt, revision, headers, payload);
    }

    /** The same with one more record header, over one of the same name from {@link ClientOptions#traceHeaders()}. */
    public Command withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Command(client, flowId, commandId, issuedAt, expectedRevision, more, payload);
    }

    /**
     * Sends the command and awaits its answer, within the client's limit for results.
     *
     * @return as of {@link TaskFlowClient#submit(FlowCommand, Map, Duration)}
     */
    public CompletableFuture<CommandResult> submit() {
        return client.submit(toRecord(), headers);
    }

    /**
     * Sends the command and awaits its answer at most this long.
     *
     * @return as of {@link TaskFlowClient#submit(FlowCommand, Map, Duration)}
     */
    public CompletableFuture<CommandResult> submit(Duration timeLimit) {
        return client.submit(toRecord(), headers, timeLimit);
    }

    /**
     * Sends the command and awaits no answer. A rejection is written to {@code command-results} all the same.
     *
     * @return as of {@link TaskFlowClient#publish(FlowCommand, Map)}
     */
    public CompletableFuture<Void> publish() {
        return client.publish(toRecord(), headers);
    }

    /** The record that is sent; {@code submit} asks for an answer in any case. */
    public FlowCommand toRecord() {
        FlowCommand.Builder record = FlowCommand.newBuilder()
                .setCommandId(commandId)
                .setFlowId(flowId)
                .setOwnerKey(client.ownerKey())
                .setIssuedAt(issuedAt)
                .setExpectedRevision(expectedRevision)
                .setReply(ReplyMode.ON_REJECT);
        payload.accept(record);
        return record.build();
    }

    /** For logs: which command to which flow. */
    @Override
    public String toString() {
        return "Command[" + commandId + " to flow " + flowId + "]";
    }
}
