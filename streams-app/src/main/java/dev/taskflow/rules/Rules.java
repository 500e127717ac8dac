package dev.taskflow.rules;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The door to the rules. Every method decides on the given view and changes nothing; it throws for no input, only if the view
 * itself does. Stateless but for the source of dispatch ids: safe for any thread if that is.
 */
public final class Rules {
    private final Settings settings;
    private final Shape shape;
    private final CommandRules commands;
    private final TaskRules tasks;
    private final TimerRules timers;

    public Rules(Settings settings, DispatchIds dispatchIds) {
        this.settings = settings;
        this.shape = new Shape(settings.limits());
        TaskSpecs specs = new TaskSpecs(settings, dispatchIds);
        this.commands = new CommandRules(
                new CreateRules(settings, specs),
                new SpawnRules(specs),
                new AdvanceRules(),
                new CancelRules(),
                new NotifyRules());
        this.tasks = new TaskRules(settings);
        this.timers = new TimerRules(settings, dispatchIds);
    }

    /**
     * Decides a command. The decision is never ignored or malformed: a command always gets an answer.
     *
     * @param encodedBytes the command's size as received
     * @param now the input record's timestamp, and the processor's time
     */
    public Decision.Decided onCommand(FlowCommand command, int encodedBytes, StateView stored, DecisionTime now) {
        Flow flow = Ids.isLegal(command.getFlowId()) ? stored.flow(command.getFlowId()) : null;
        Refusal fault = shape.fault(command, encodedBytes);
        if (fault != null) {
            return rejected(fault, command, flow);
        }
        AddressedCommand addressed = new AddressedCommand(command, flow, stored, now, settings);
        return CommandType.onlyOneOf(command).decide(commands, addressed);
    }

    /**
     * Decides a worker's report.
     *
     * @param encodedBytes the event's size as received
     * @param now the input record's timestamp, and the processor's time
     */
    public Decision onTaskEvent(TaskEvent event, int encodedBytes, StateView stored, DecisionTime now) {
        return tasks.decide(event, encodedBytes, stored, now);
    }

    /**
     * Decides what a due timer means.
     *
     * @param now the time at which it fires
     */
    public Decision onTimer(Timer timer, StateView stored, DecisionTime now) {
        return timers.decide(timer, stored, now);
    }

    /**
     * Refuses a command whose outputs would be too large for their topics (C10): nothing that was decided about it holds.
     *
     * @param before the flow as it is stored; null: there is none
     * @param message says what is too large and what to do
     */
    public Decision.Decided tooLarge(FlowCommand command, @Nullable Flow before, String message) {
        return rejected(Refusal.tooLarge(message), command, before);
    }

    private static Decision.Decided rejected(Refusal refusal, FlowCommand command, @Nullable Flow flow) {
        Flow owned = flow != null && flow.isOwnedBy(command.getOwnerKey()) ? flow : null; // A1
        return Decision.Decided.answer(flow, new Reply.Rejected(refusal.code(), refusal.message(), owned, List.of()));
    }
}
