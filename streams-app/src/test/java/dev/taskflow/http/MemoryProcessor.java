package dev.taskflow.http;

import dev.taskflow.rules.Decision;
import dev.taskflow.rules.DecisionTime;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Limits;
import dev.taskflow.rules.Reply;
import dev.taskflow.rules.Rules;
import dev.taskflow.rules.Settings;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Decides commands by the real rules, on the state of whichever instance has the flow. */
final class MemoryProcessor implements CommandGateway {
    private final Rules rules = new Rules(
            new Settings(Limits.DEFAULT, Duration.ofMinutes(1), Set.of("default")),
            () -> "dispatch-" + UUID.randomUUID());
    private final Function<String, MemoryState> stateOf;
    final List<FlowCommand> received = new ArrayList<>();
    final List<Map<String, String>> headers = new ArrayList<>();

    /** Whether results come; if not, commands are taken and never answered. */
    volatile boolean answers = true;

    /** Whether Kafka takes commands. */
    volatile boolean takes = true;

    MemoryProcessor(Function<String, MemoryState> stateOf) {
        this.stateOf = stateOf;
    }

    @Override
    public synchronized Submission submit(FlowCommand command, Map<String, String> traceHeaders) {
        if (!takes) {
            CompletableFuture<CommandResult> never = new CompletableFuture<>();
            return new Submission(new CompletableFuture<>(), never);
        }
        received.add(command);
        headers.add(traceHeaders);
        if (!answers) {
            return new Submission(CompletableFuture.completedFuture(null), new CompletableFuture<>());
        }
        return new Submission(
                CompletableFuture.completedFuture(null), CompletableFuture.completedFuture(decide(command)));
    }

    CommandResult decide(FlowCommand command) {
        MemoryState state = stateOf.apply(command.getFlowId());
        Decision.Decided decided = rules.onCommand(
                command,
                1_000,
                state,
                DecisionTime.at(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS)));
        state.put(decided.after(), decided.tasks());
        Reply reply = Objects.requireNonNull(decided.reply());
        CommandResult.Builder result = CommandResult.newBuilder()
                .setCommandId(command.getCommandId())
                .setFlowId(command.getFlowId())
                .setOwnerKey(command.getOwnerKey())
                .setOutcome(reply.outcome())
                .setTasks(reply.tasks())
                .setDecidedAt(Clock.systemUTC().instant());
        Flow flow = reply.flow();
        if (flow != null) {
            result.setRevision(flow.revision()).setStatus(flow.status()).setEndedAt(flow.endedAt());
        }
        if (reply instanceof Reply.Rejected rejected) {
            result.setCode(rejected.code()).setMessage(rejected.message());
        }
        return result.build();
    }
}
