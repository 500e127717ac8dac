package dev.taskflow.rules;

import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The rules with one fault each, made by changing what they see or what they say. */
final class BrokenRules {
    private BrokenRules() {}

    /** A2 dropped: whatever dispatch id a report has, it passes for the current one. */
    static Decider withoutFence(Decider rules) {
        return (input, stored) -> {
            if (input instanceof Input.Report report) {
                Task task =
                        stored.task(report.event().getFlowId(), report.event().getRunId());
                if (task != null) {
                    TaskEvent forged = TaskEvent.newBuilder(report.event())
                            .setDispatchId(task.dispatchId())
                            .setAttempt(task.attempt())
                            .build();
                    return rules.decide(new Input.Report(report.name(), forged, report.bytes(), report.at()), stored);
                }
            }
            return rules.decide(input, stored);
        };
    }

    /** Says every settlement twice. */
    static Decider settlingTwice(Decider rules) {
        return deciding(rules, decided -> {
            List<Recorded> events = new ArrayList<>(decided.events());
            decided.events().stream()
                    .filter(each -> each.event() instanceof Event.FlowSettled)
                    .forEach(events::add);
            return with(decided, events, decided.after());
        });
    }

    /** Swallows every settlement. */
    static Decider neverSettling(Decider rules) {
        return deciding(rules, decided -> {
            List<Recorded> events = decided.events().stream()
                    .filter(each -> !(each.event() instanceof Event.FlowSettled)
                            && !(each.event() instanceof Event.RetentionBegan))
                    .toList();
            Flow last = events.isEmpty() ? null : events.get(events.size() - 1).flow();
            return events.size() == decided.events().size() ? decided : with(decided, events, last);
        });
    }

    /** Judges a spawn as if the flow had no cancel intent, then puts the intent back. */
    static Decider spawningAfterIntent(Decider rules) {
        return (input, stored) -> {
            if (!(input instanceof Input.Command command)
                    || command.command().getSpawnTasks().isEmpty()) {
                return rules.decide(input, stored);
            }
            Flow flow = stored.flow(command.command().getFlowId());
            Decision decision = rules.decide(input, seeing(stored, BrokenRules::withoutIntent, task -> task));
            return flow == null || !(decision instanceof Decision.Decided decided) || decided.after() == null
                    ? decision
                    : with(decided, decided.events(), withIntent(decided.after(), flow));
        };
    }

    /** Forgets the intent as soon as a report comes in. */
    static Decider forgettingTheIntent(Decider rules) {
        return (input, stored) -> rules.decide(
                input,
                input instanceof Input.Report ? seeing(stored, BrokenRules::withoutIntent, task -> task) : stored);
    }

    /** Lets an ended task run on for whoever reports on it. */
    static Decider takingTheLastEnd(Decider rules) {
        return (input, stored) -> rules.decide(
                input, input instanceof Input.Report ? seeing(stored, flow -> flow, BrokenRules::revived) : stored);
    }

    /** Stores the flow but forgets the tasks. */
    static Decider losingTasks(Decider rules) {
        return deciding(
                rules,
                decided -> new Decision.Decided(
                        decided.before(),
                        decided.after(),
                        List.of(),
                        decided.tasksBefore(),
                        decided.events(),
                        decided.reply(),
                        decided.timersSet(),
                        decided.timersEnded()));
    }

    /** Never counts a revision. */
    static Decider keepingTheRevision(Decider rules) {
        return deciding(
                rules,
                decided -> decided.after() == null
                        ? decided
                        : with(decided, decided.events(), mapped(decided.after(), draft -> draft.revision = 1)));
    }

    /** Goes by the time of the input alone, even if the flow has changed since. */
    static Decider turningBackTime(Decider rules) {
        return (input, stored) -> rules.decide(
                input, seeing(stored, flow -> mapped(flow, draft -> draft.updatedAt = Instant.EPOCH), task -> task));
    }

    /** Takes everybody for the owner. */
    static Decider trustingStrangers(Decider rules) {
        return (input, stored) -> {
            if (input instanceof Input.Command command && command.name().contains("stranger")) {
                Flow flow = stored.flow(command.command().getFlowId());
                return flow == null
                        ? rules.decide(input, stored)
                        : rules.decide(
                                new Input.Command(
                                        command.name(),
                                        FlowCommand.newBuilder(command.command())
                                                .setOwnerKey(flow.origin().ownerKey())
                                                .build(),
                                        command.bytes(),
                                        command.at()),
                                stored);
            }
            return rules.decide(input, stored);
        };
    }

    /** Forgets which command it has applied. */
    static Decider forgettingCommands(Decider rules) {
        return (input, stored) -> rules.decide(
                input, seeing(stored, flow -> mapped(flow, draft -> draft.lastCommandId = "forgotten"), task -> task));
    }

    /** Tells no worker to stop. */
    static Decider tellingNobody(Decider rules) {
        return deciding(
                rules,
                decided -> with(
                        decided,
                        decided.events().stream()
                                .filter(each -> !(each.event() instanceof Event.WorkerToldToStop))
                                .toList(),
                        decided.after()));
    }

    /** Refuses without a word. */
    static Decider refusingSilently(Decider rules) {
        return deciding(
                rules,
                decided -> decided.reply() instanceof Reply.Rejected rejected
                        ? new Decision.Decided(
                                decided.before(),
                                decided.after(),
                                decided.tasks(),
                                decided.tasksBefore(),
                                decided.events(),
                                new Reply.Rejected(rejected.code(), "", rejected.flow(), rejected.tasks()),
                                decided.timersSet(),
                                decided.timersEnded())
                        : decided);
    }

    /** Breaks down at the sight of a timer. */
    static Decider throwing(Decider rules) {
        return (input, stored) -> {
            if (input instanceof Input.Due) {
                throw new IllegalStateException("no clock");
            }
            return rules.decide(input, stored);
        };
    }

    private static Decider deciding(Decider rules, UnaryOperator<Decision.Decided> change) {
        return (input, stored) -> rules.decide(input, stored) instanceof Decision.Decided decided
                ? change.apply(decided)
                : rules.decide(input, stored);
    }

    /** Forgets to end timers that have lost their meaning. */
    static Decider leavingTimersBehind(Decider rules) {
        return deciding(
                rules,
                decided -> new Decision.Decided(
                        decided.before(),
                        decided.after(),
                        decided.tasks(),
                        decided.tasksBefore(),
                        decided.events(),
                        decided.reply(),
                        decided.timersSet(),
                        List.of()));
    }

    private static Decision.Decided with(Decision.Decided decided, List<Recorded> events, @Nullable Flow after) {
        return new Decision.Decided(
                decided.before(),
                after,
                decided.tasks(),
                decided.tasksBefore(),
                events,
                decided.reply(),
                decided.timersSet(),
                decided.timersEnded());
    }

    private static Flow mapped(Flow flow, Consumer<Flow.Draft> change) {
        Flow.Draft draft = flow.draft();
        change.accept(draft);
        return draft.freeze();
    }

    private static Flow withoutIntent(Flow flow) {
        return mapped(flow, draft -> draft.cancelIntent = null);
    }

    private static Flow withIntent(Flow flow, Flow like) {
        return mapped(flow, draft -> draft.cancelIntent = like.cancelIntent());
    }

    private static Task revived(Task task) {
        Task.Draft draft = task.draft();
        draft.status = TaskStatus.RUNNING;
        draft.startedAt = draft.startedAt == null ? Instant.EPOCH : draft.startedAt;
        draft.endedAt = null;
        return task.isActive() ? task : draft.freeze();
    }

    private static StateView seeing(StateView stored, UnaryOperator<Flow> flow, UnaryOperator<Task> task) {
        return new StateView() {
            @Override
            public @Nullable Flow flow(String flowId) {
                Flow found = stored.flow(flowId);
                return found == null ? null : flow.apply(found);
            }

            @Override
            public @Nullable Task task(String flowId, String runId) {
                Task found = stored.task(flowId, runId);
                return found == null ? null : task.apply(found);
            }

            @Override
            public boolean forEachTask(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
                return stored.forEachTask(flowId, afterRunId, each -> visitor.test(task.apply(each)));
            }
        };
    }
}
