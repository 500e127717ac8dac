package dev.taskflow.topology;

import dev.taskflow.rules.Decision;
import dev.taskflow.rules.DecisionTime;
import dev.taskflow.rules.ProcessorTime;
import dev.taskflow.rules.Reply;
import dev.taskflow.rules.Rules;
import dev.taskflow.rules.Timer;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.StoredState;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides inputs and timers on the stores of one stream task, and carries out what was decided: outputs are encoded first, then
 * rows are stored, then outputs are sent, so that an input that fails on the way leaves no half of itself. For the stream task's
 * thread, and for one life of it.
 */
final class FlowEngine {
    /** The rows of a flow that are pruned at a time (S2). */
    private static final int ROWS_PRUNED_AT_ONCE = 500;

    private final Rules rules;
    private final Emitter emitter;
    private final StoredState state;
    private final StateWriter writer;
    private final Consumer<Output> forward;
    private final Tally tally;
    private final PartitionTally partition;
    private final ProcessorMetrics metrics;
    private final Supplier<ProcessorTime> clock;

    FlowEngine(
            Rules rules,
            Emitter emitter,
            StoredState state,
            StateWriter writer,
            Consumer<Output> forward,
            Tally tally,
            PartitionTally partition,
            ProcessorMetrics metrics,
            Supplier<ProcessorTime> clock) {
        this.rules = rules;
        this.emitter = emitter;
        this.state = state;
        this.writer = writer;
        this.forward = forward;
        this.tally = tally;
        this.partition = partition;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Decides a command and answers it.
     *
     * @throws UnreadableRecordException if a row of its flow cannot be read (X2); nothing has been written then
     */
    Reply command(FlowCommand command, ReceivedRecord received) {
        Instant stamp = received.eventTime();
        Decision.Decided decided =
                rules.onCommand(command, Bytes.of(received.value()), state, DecisionTime.of(stamp, clock.get()));
        try {
            return answer(command, received, decided, stamp);
        } catch (OutputTooLargeException tooLarge) { // C10: nothing has been written, and it is answered all the same
            String message = Objects.requireNonNull(tooLarge.getMessage());
            return answer(command, received, rules.tooLarge(command, decided.before(), message), stamp);
        }
    }

    /** X2: a flow whose row cannot be read takes no commands. */
    Reply refuseQuarantined(FlowCommand command, ReceivedRecord received) {
        String message = "The stored state of flow %s cannot be read, so the flow takes no commands: tell the operator."
                .formatted(command.getFlowId());
        Reply refusal = new Reply.Rejected(RejectionCode.INVALID, message, null, List.of());
        return answer(command, received, Decision.Decided.answer(null, refusal), received.eventTime());
    }

    private Reply answer(FlowCommand command, ReceivedRecord received, Decision.Decided decided, Instant stamp) {
        Cause cause = Cause.ofRecord(
                received.topic(), received.partition(), received.offset(), command.getCommandId(), received.headers());
        Reply reply = Objects.requireNonNull(decided.reply(), "every command is answered");
        carryOut(decided, emitter.result(command, reply, decidedAt(reply, stamp), cause), cause);
        return reply;
    }

    /** Never before the flow's last change (X3). */
    private static Instant decidedAt(Reply reply, Instant stamp) {
        return reply.flow() != null && reply.flow().updatedAt().isAfter(stamp)
                ? reply.flow().updatedAt()
                : stamp;
    }

    /**
     * Decides a worker's report.
     *
     * @throws UnreadableRecordException if a row of its flow cannot be read (X2); nothing has been written then
     */
    Decision report(TaskEvent report, ReceivedRecord received) {
        Decision decision = rules.onTaskEvent(
                report, Bytes.of(received.value()), state, DecisionTime.of(received.eventTime(), clock.get()));
        if (decision instanceof Decision.Decided decided) {
            carryOut(
                    decided,
                    null,
                    Cause.ofRecord(
                            received.topic(), received.partition(), received.offset(), null, received.headers()));
        }
        return decision;
    }

    /**
     * Carries out a due timer that has been taken out of its store.
     *
     * @param now when it fires (X3)
     * @throws UnreadableRecordException if a row of its flow cannot be read (X2); nothing has been written then
     */
    void timer(Timer timer, Instant now) {
        Decision decision = rules.onTimer(timer, state, DecisionTime.of(now, clock.get()));
        if (decision instanceof Decision.Decided decided) {
            carryOut(decided, null, Cause.ofTimer(timer));
        } else if (decision instanceof Decision.Prune prune) {
            Writes.carryOut(() -> {
                if (!writer.prune(prune.flow(), ROWS_PRUNED_AT_ONCE)) {
                    writer.set(timer);
                }
            });
        } else if (decision instanceof Decision.Ignored ignored) {
            metrics.ignored(ignored.reason());
        }
    }

    private void carryOut(Decision.Decided decided, @Nullable Output answer, Cause cause) {
        List<Output> outputs = new ArrayList<>(emitter.outputs(decided, cause));
        if (answer != null) {
            outputs.add(answer);
        }
        Writes.carryOut(() -> {
            writer.write(decided);
            outputs.forEach(forward);
        });
        if (decided.after() != null) {
            tally.changed(
                    decided.before(), decided.after(), partition, clock.get().steady());
        }
    }
}
