package dev.taskflow.rules;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Fail;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
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
    private final CreateRules create;
    private final SpawnRules spawn;
    private final AdvanceRules advance = new AdvanceRules();
    private final CancelRules cancel = new CancelRules();
    private final NotifyRules notify = new NotifyRules();
    private final TaskRules tasks;
    private final TimerRules timers;

    public Rules(Settings settings, DispatchIds dispatchIds) {
        this.settings = settings;
        this.shape = new Shape(settings.limits());
        TaskSpecs specs = new TaskSpecs(settings, dispatchIds);
        this.create = new CreateRules(settings, specs);
        this.spawn = new SpawnRules(specs);
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
        Flow owned = flow != null && flow.isOwnedBy(command.getOwnerKey()) ? flow : null; // A1
        Refusal fault = shape.fault(command, encodedBytes);
        if (fault != null) {
            return rejected(fault, flow, owned);
        }
        Object payload = Shape.payload(command);
        if (payload instanceof CreateFlow createFlow) {
            return create.decide(command, createFlow, flow, stored, now);
        }
        if (owned == null || payload == null) {
            return notFound(command, flow);
        }
        return decide(new Received(command, owned, stored, now, settings), payload);
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
        Flow owned = before != null && before.isOwnedBy(command.getOwnerKey()) ? before : null; // A1
        return rejected(Refusal.tooLarge(message), before, owned);
    }

    private Decision.Decided decide(Received received, Object payload) {
        if (payload instanceof SpawnTasks spawnTasks) {
            return spawn.decide(received, spawnTasks);
        } else if (payload instanceof SetWaiting setWaiting) {
            return advance.setWaiting(received, setWaiting);
        } else if (payload instanceof Resume resume) {
            return advance.resume(received, resume);
        } else if (payload instanceof Finish finish) {
            return advance.finish(received, finish);
        } else if (payload instanceof Fail fail) {
            return advance.fail(received, fail);
        } else if (payload instanceof RequestCancel requestCancel) {
            return cancel.requestCancel(received, requestCancel);
        } else if (payload instanceof CancelTask cancelTask) {
            return cancel.cancelTask(received, cancelTask);
        } else if (payload instanceof SetNotifyPolicy setNotifyPolicy) {
            return notify.decide(received, setNotifyPolicy);
        }
        throw new IllegalStateException("no rule for " + payload.getClass());
    }

    /** A1: the same words for no flow at all and for another owner's. */
    private static Decision.Decided notFound(FlowCommand command, @Nullable Flow foreign) {
        String message = "There is no flow %s of this owner: check flowId and ownerKey.".formatted(command.getFlowId());
        return rejected(new Refusal(RejectionCode.NOT_FOUND, message), foreign, null);
    }

    private static Decision.Decided rejected(Refusal refusal, @Nullable Flow before, @Nullable Flow shown) {
        return Decision.Decided.answer(
                before, new Reply.Rejected(refusal.code(), refusal.message(), shown, List.of()));
    }
}
