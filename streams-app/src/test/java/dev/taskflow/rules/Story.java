package dev.taskflow.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What happens to one flow, told step by step: each call decides an input, stores what follows, and returns the decision. */
final class Story {
    private final Decider decider;
    private final List<Timer> timers = new ArrayList<>();
    private World world = World.EMPTY;
    private Instant now = Fixtures.T0;
    private int commands;

    Story(Settings settings) {
        this.decider = Decider.of(settings);
    }

    /** A story that begins with a flow. */
    static Story of(CreateFlow.Builder create) {
        Story story = new Story(Fixtures.SETTINGS);
        story.send(Fixtures.command("create").setCreateFlow(create.build()));
        return story;
    }

    Decision take(Input input) {
        Step step = Step.take(decider, world, input);
        world = step.after();
        if (step.decision() instanceof Decision.Decided decided) {
            timers.addAll(decided.timersSet());
            timers.removeAll(decided.timersEnded());
        }
        return step.decision();
    }

    /** Sends the command and returns the answer. */
    Reply send(FlowCommand.Builder command) {
        return send(command, 500);
    }

    Reply send(FlowCommand.Builder command, int bytes) {
        Decision decision = take(new Input.Command("command", command.build(), bytes, now));
        assertThat(decision).isInstanceOf(Decision.Decided.class);
        return Objects.requireNonNull(((Decision.Decided) decision).reply());
    }

    Story spawn(SpawnTasks spawn) {
        send(Fixtures.command("spawn-" + commands++).setSpawnTasks(spawn));
        return this;
    }

    Story cancel() {
        send(Fixtures.command("cancel-" + commands++).setRequestCancel(new RequestCancel("enough", null)));
        return this;
    }

    Decision report(TaskEvent event) {
        return take(new Input.Report("report", event, 300, now));
    }

    /** A report on the task's current attempt, still without a payload. */
    TaskEvent.Builder on(String runId) {
        Task task = task(runId);
        return Fixtures.report(runId, task.attempt(), task.dispatchId());
    }

    Story started(String runId) {
        report(Fixtures.started(on(runId)));
        return this;
    }

    /** Fires the timer at its time, whether anything has started it or not. */
    Decision fire(Timer timer) {
        now = timer.dueAt().isAfter(now) ? timer.dueAt() : now;
        timers.remove(timer);
        return take(new Input.Due("timer", timer, now));
    }

    Story after(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    Instant now() {
        return now;
    }

    Flow flow() {
        return Objects.requireNonNull(world.flow());
    }

    Task task(String runId) {
        return Objects.requireNonNull(world.task(runId));
    }

    /** The timers that are set, the latest last. */
    List<Timer> timers() {
        return timers;
    }

    static @Nullable RejectionCode code(Reply reply) {
        return reply instanceof Reply.Rejected rejected ? rejected.code() : null;
    }
}
