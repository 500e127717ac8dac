package dev.taskflow.client;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.ReplyMode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;

/** Sends commands and gives each the answer that {@code command-results} brings. Thread-safe. */
final class Replies {
    private final CommandSender sender;
    private final Waiters<CommandResult> waiters;
    private final TopicTail<CommandResult> results;
    private final Pending pending;

    Replies(CommandSender sender, Waiters<CommandResult> waiters, TopicTail<CommandResult> results, Pending pending) {
        this.sender = sender;
        this.waiters = waiters;
        this.results = results;
        this.pending = pending;
    }

    /** As {@link TaskFlowClient#submit(FlowCommand, Map, Duration)} says. */
    CompletableFuture<CommandResult> submit(FlowCommand command, Map<String, String> headers, Duration limit) {
        return submit(command, headers, limit, new CompletableFuture<>());
    }

    /** @param durable completes when Kafka has the command, or with what keeps it from that */
    CompletableFuture<CommandResult> submit(
            FlowCommand command, Map<String, String> headers, Duration limit, CompletableFuture<Void> durable) {
        String flowId = command.getFlowId();
        String commandId = command.getCommandId();
        CompletableFuture<CommandResult> answer = pending.add(
                limit,
                () -> new OutcomeUnknown(flowId, commandId, "no answer came within " + limit.toMillis() + " ms", null),
                why -> new OutcomeUnknown(flowId, commandId, why, null));
        Runnable forget = waiters.add(
                flowId,
                // Also the owner: another one's command may have the same id, and is answered on the same topic.
                result -> result.getCommandId().equals(commandId)
                        && result.getOwnerKey().equals(command.getOwnerKey()),
                result -> settle(answer, result));
        Pending.onEnd(answer, (result, failure) -> {
            forget.run();
            if (failure == null) {
                durable.complete(null);
            }
        });
        try {
            results.awaitPositions();
        } catch (KafkaException unreadable) {
            String why = "its answer could not be awaited. " + unreadable.getMessage();
            CommandNotSent notSent = new CommandNotSent(flowId, commandId, why, unreadable);
            durable.completeExceptionally(notSent);
            answer.completeExceptionally(notSent);
            return answer;
        }
        if (!answer.isDone()) {
            Pending.onEnd(sender.send(answered(command), headers), (sent, failure) -> {
                if (failure != null) {
                    durable.completeExceptionally(failure);
                    answer.completeExceptionally(failure);
                } else {
                    durable.complete(null);
                }
            });
        }
        return answer;
    }

    private static void settle(CompletableFuture<CommandResult> answer, CommandResult result) {
        CommandOutcome outcome = result.getOutcome();
        switch (outcome) {
            case ACCEPTED, REPLAYED -> answer.complete(result);
            case REJECTED -> answer.completeExceptionally(new CommandRejected(result));
            case UNSPECIFIED ->
                answer.completeExceptionally(new OutcomeUnknown(
                        result.getFlowId(),
                        result.getCommandId(),
                        "the processor is newer than this client and answered what it cannot read; use a newer client",
                        null));
        }
    }

    private static FlowCommand answered(FlowCommand command) {
        return command.getReply() == ReplyMode.ALWAYS
                ? command
                : new FlowCommand(
                        command.getCommandId(),
                        command.getFlowId(),
                        command.getOwnerKey(),
                        command.getIssuedAt(),
                        command.getExpectedRevision().orElse(null),
                        ReplyMode.ALWAYS,
                        command.getCreateFlow().orElse(null),
                        command.getSpawnTasks().orElse(null),
                        command.getSetWaiting().orElse(null),
                        command.getResume().orElse(null),
                        command.getFinish().orElse(null),
                        command.getFail().orElse(null),
                        command.getRequestCancel().orElse(null),
                        command.getCancelTask().orElse(null),
                        command.getSetNotifyPolicy().orElse(null));
    }
}
