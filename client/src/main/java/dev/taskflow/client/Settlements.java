package dev.taskflow.client;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.SetWaiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Awaits the end of flows, whether it is to come or has been. It begins to read {@code flow-settled} at its end, then asks
 * the processor how the flow stands, and looks back in the topic only for a flow that has ended. Thread-safe.
 */
final class Settlements {
    /** No flow has it, so that the probe can only be refused (C5): it changes nothing and is not remembered (C4, C10). */
    private static final long NO_REVISION = Long.MAX_VALUE;

    /**
     * How long the settlement of an ended flow may be in coming. The transaction that told of the flow's end holds it, too, but
     * a reader may see the two topics' parts of a transaction one after the other.
     */
    private static final Duration IN_COMING = Duration.ofSeconds(10);

    private final Replies replies;
    private final Waiters<FlowSettled> waiters;
    private final TopicTail<FlowSettled> settlements;
    private final Pending pending;

    Settlements(Replies replies, Waiters<FlowSettled> waiters, TopicTail<FlowSettled> settlements, Pending pending) {
        this.replies = replies;
        this.waiters = waiters;
        this.settlements = settlements;
        this.pending = pending;
    }

    /** As {@link TaskFlowClient#awaitSettled(String, String, Duration)} says. */
    CompletableFuture<FlowSettled> await(
            String ownerKey, String flowId, Duration timeout, Map<String, String> headers) {
        CompletableFuture<FlowSettled> settled = pending.add(
                timeout,
                () -> new TimeoutException("Flow " + flowId + " was not seen to settle within " + timeout),
                why -> new IllegalStateException("Flow " + flowId + " is no longer awaited: " + why));
        Runnable forget = waiters.add(flowId, record -> record.getOwnerKey().equals(ownerKey), settled::complete); // A1
        Pending.onEnd(settled, (record, failure) -> forget.run());
        try {
            settlements.awaitPositions(); // before the probe: what settles after it is read
        } catch (KafkaException unreadable) {
            settled.completeExceptionally(unreadable);
            return settled;
        }
        CompletableFuture<CommandResult> probe = replies.submit(probe(ownerKey, flowId), headers, timeout);
        Pending.onEnd(settled, (record, failure) -> probe.cancel(false));
        Pending.onEnd(probe, (result, failure) -> {
            if (failure instanceof CommandRejected rejected) {
                learned(rejected, settled);
            } else if (failure != null && !(failure instanceof OutcomeUnknown)) {
                settled.completeExceptionally(failure);
            }
        });
        return settled;
    }

    private void learned(CommandRejected probed, CompletableFuture<FlowSettled> settled) {
        CommandResult result = probed.result();
        Instant endedAt = result.getEndedAt().orElse(null);
        if (endedAt != null) {
            String flowId = result.getFlowId();
            // X3: the record of the settlement has the time of the flow's end.
            settlements.readAgain(
                    flowId,
                    endedAt,
                    () -> pending.later(
                            IN_COMING, () -> settled.completeExceptionally(new SettlementGone(flowId, endedAt))));
        } else if (isAboutNoFlow(probed.code(), result)) {
            settled.completeExceptionally(probed);
        }
    }

    /** Whether the probe failed before it came to the flow's revision, or met no flow that this owner has (A1). */
    private static boolean isAboutNoFlow(RejectionCode code, CommandResult result) {
        return switch (code) {
            case REVISION_CONFLICT, NOT_MANAGED, CANCEL_REQUESTED, TERMINAL -> false;
            default -> result.getStatus().isEmpty();
        };
    }

    private static FlowCommand probe(String ownerKey, String flowId) {
        @Nullable String unchanged = null;
        return FlowCommand.newBuilder()
                .setCommandId("probe-" + UUID.randomUUID())
                .setFlowId(flowId)
                .setOwnerKey(ownerKey)
                .setIssuedAt(Instant.now())
                .setExpectedRevision(NO_REVISION)
                .setReply(ReplyMode.ALWAYS)
                .setSetWaiting(new SetWaiting(unchanged, unchanged, unchanged, unchanged, unchanged, null))
                .build();
    }
}
