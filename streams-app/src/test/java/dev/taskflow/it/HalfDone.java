package dev.taskflow.it;

import static dev.taskflow.it.FlowClient.spec;
import static dev.taskflow.it.FlowClient.specs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Flows in all the states that a processor may be stopped in: {@link #begin} with one processor, {@link #finish} with the next,
 * which may be of another version and may come years later. What is due by time is due soon after the first has stopped, or not
 * within years. What releases have left of it is kept ({@link KeptRelease}): what {@link #begin} sends stays as it is, and what
 * {@link #finish} expects of it.
 */
final class HalfDone {
    /** Long enough that the first processor has stopped by then. */
    private static final Duration SOON = Duration.ofSeconds(25);

    /** About as long as a command may say. */
    private static final Duration NINE_YEARS = Duration.ofDays(9 * 365);

    private final TaskFlowFixture taskflow;

    HalfDone(TaskFlowFixture taskflow) {
        this.taskflow = taskflow;
    }

    /** Brings every flow into the middle of its life. */
    void begin() {
        create("half-done", specs("a", "b", "c", "d"), HalfDone::settlingWithTasks);
        flow("half-done").completed("a", TaskOutcome.SUCCEEDED);
        flow("half-done").started("b");
        create("ended", specs("a"), HalfDone::settlingWithTasks);
        flow("ended").completed("a", TaskOutcome.SUCCEEDED);
        flow("ended").settled();
        create("cancelled", specs("run-1", "run-2", "queued"), HalfDone::patient);
        flow("cancelled").started("run-1");
        flow("cancelled").started("run-2");
        send(cancel("cancelled", null));
        create("failing", specs("fails", "runs"), each -> patient(each)
                .setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS));
        flow("failing").started("runs");
        flow("failing").completed("fails", TaskOutcome.FAILED);
        create("abandoning", specs("runs"), each -> each.setClosePolicy(ClosePolicy.ABANDON_TASKS));
        flow("abandoning").started("runs");
        send(command("abandoning", "finish").setFinish(new Finish(null, "enough")));
        create("blocked", specs(), UnaryOperator.identity());
        send(command("blocked", "wait")
                .setSetWaiting(SetWaiting.newBuilder()
                        .setBlockedSummary("needs a signature")
                        .build()));
        create("mirroring", specs("only"), each -> each.setSyncMode(SyncMode.TASK_MIRRORED)
                .setControllerId(null));
        flow("mirroring").started("only");
        beginWhatIsDueSoon();
        taskflow.observer().awaitDrained();
    }

    private void beginWhatIsDueSoon() {
        Instant soon = Instant.now().plus(SOON);
        create("waiting", specs(), UnaryOperator.identity());
        send(command("waiting", "wait")
                .setSetWaiting(SetWaiting.newBuilder().setWakeAt(soon).build()));
        create("overdue", specs("queued"), each -> each.setDeadline(soon));
        create("silent", specs("runs"), UnaryOperator.identity());
        flow("silent").started("runs");
        send(cancel("silent", SOON.toMillis()));
        create(
                "retrying",
                List.of(task("again")
                        .setRetry(new RetryPolicy(2, SOON.toMillis(), 1.0, SOON.toMillis()))
                        .build()),
                HalfDone::settlingWithTasks);
        flow("retrying").completed("again", TaskOutcome.FAILED);
        create(
                "timing-out",
                List.of(
                        task("unstarted").setStartTimeoutMs(SOON.toMillis()).build(),
                        task("slow").setRunTimeoutMs(SOON.toMillis()).build(),
                        task("mute").setHeartbeatTimeoutMs(SOON.toMillis()).build()),
                HalfDone::settlingWithTasks);
        flow("timing-out").started("slow");
        flow("timing-out").started("mute");
    }

    /** What is due by time is still to come: the processor that began has stopped in time. */
    void assertNothingWasDue() {
        assertThat(taskflow.observer().flowSettled().values())
                .extracting(FlowSettled::getFlowId)
                .as("flows that have ended")
                .containsExactlyInAnyOrder("ended", "abandoning");
        assertThat(taskflow.observer().flowEvents().values())
                .as("what the clock has done")
                .noneMatch(HalfDone::isGoingOn)
                .noneMatch(event -> event.getTaskStatusChanged()
                        .filter(task -> task.getStatus() == TaskStatus.TIMED_OUT || task.getStatus() == TaskStatus.LOST)
                        .isPresent());
        assertThat(taskflow.observer().dispatches(TaskFlowFixture.RUNTIME).values())
                .extracting(TaskDispatch::getAttempt)
                .as("attempts")
                .containsOnly(1);
    }

    /** Does what was left to do, and checks that every flow has ended as it should, once (S1). */
    void finish() {
        FlowClient halfDone = flow("half-done");
        for (String runId : List.of("b", "c", "d")) {
            halfDone.completed(runId, TaskOutcome.SUCCEEDED);
        }
        assertEnd("half-done", FlowStatus.SUCCEEDED, new TaskCounts(4, 4, 0, 0, 0, 0, 0));
        assertReplayed("half-done", specs("a", "b", "c", "d"), HalfDone::settlingWithTasks);

        assertEnd("ended", FlowStatus.SUCCEEDED, new TaskCounts(1, 1, 0, 0, 0, 0, 0));
        assertReplayed("ended", specs("a"), HalfDone::settlingWithTasks);

        finishCancelled();

        flow("failing").completed("runs", TaskOutcome.CANCELLED);
        assertEnd("failing", FlowStatus.FAILED, new TaskCounts(2, 0, 1, 0, 1, 0, 0));

        flow("abandoning").completed("runs", TaskOutcome.SUCCEEDED);
        flow("abandoning").awaitStatus("runs", TaskStatus.SUCCEEDED);
        assertEnd("abandoning", FlowStatus.SUCCEEDED, new TaskCounts(1, 0, 0, 0, 0, 0, 1));

        finishBlocked();

        flow("mirroring").completed("only", TaskOutcome.SUCCEEDED);
        assertEnd("mirroring", FlowStatus.SUCCEEDED, new TaskCounts(1, 1, 0, 0, 0, 0, 0));

        finishWhatWasDue();
    }

    private void finishCancelled() {
        FlowClient flow = flow("cancelled");
        CommandResult late = flow.spawn("late");
        CommandResult again = send(cancel("cancelled", null));
        flow.completed("run-1", TaskOutcome.CANCELLED);
        flow.completed("run-2", TaskOutcome.SUCCEEDED);

        assertEnd("cancelled", FlowStatus.CANCELLED, new TaskCounts(3, 1, 0, 0, 2, 0, 0));
        assertThat(late.getCode()).as("a spawn behind the intent").contains(RejectionCode.CANCEL_REQUESTED);
        assertThat(again.getOutcome()).as("the same cancel").isEqualTo(CommandOutcome.REPLAYED);
    }

    private void finishBlocked() {
        CommandResult stale =
                send(command("blocked", "stale").setExpectedRevision(1L).setResume(resume()));
        CommandResult resumed =
                send(command("blocked", "resume").setExpectedRevision(2L).setResume(resume()));
        send(command("blocked", "finish").setFinish(new Finish(null, null)));

        assertThat(stale.getCode()).contains(RejectionCode.REVISION_CONFLICT);
        assertThat(resumed.getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
        assertEnd("blocked", FlowStatus.SUCCEEDED, new TaskCounts(0, 0, 0, 0, 0, 0, 0));
    }

    private void finishWhatWasDue() {
        taskflow.observer().flowEvents().awaitValue("the waiting flow goes on", HalfDone::isGoingOn);
        send(command("waiting", "finish").setFinish(new Finish(null, null)));
        assertEnd("waiting", FlowStatus.SUCCEEDED, new TaskCounts(0, 0, 0, 0, 0, 0, 0));

        FlowSettled overdue = assertEnd("overdue", FlowStatus.CANCELLED, new TaskCounts(1, 0, 0, 0, 1, 0, 0));
        assertThat(overdue.getCancelReason()).as("T9").contains("deadline-exceeded");

        assertEnd("silent", FlowStatus.CANCELLED, new TaskCounts(1, 0, 0, 0, 0, 1, 0));

        taskflow.inputs()
                .send(Worker.report(secondAttempt("retrying/again"), "worker-2")
                        .setCompleted(FlowClient.completed(TaskOutcome.SUCCEEDED))
                        .build());
        assertEnd("retrying", FlowStatus.SUCCEEDED, new TaskCounts(1, 1, 0, 0, 0, 0, 0));

        assertEnd("timing-out", FlowStatus.FAILED, new TaskCounts(3, 0, 0, 2, 0, 1, 0));
    }

    private static boolean isGoingOn(FlowEvent event) {
        return event.getFlowId().equals("waiting")
                && event.getFlowUpdated()
                        .filter(updated -> updated.getStatus() == FlowStatus.RUNNING)
                        .isPresent();
    }

    private TaskDispatch secondAttempt(String taskId) {
        return taskflow.observer()
                .dispatches(TaskFlowFixture.RUNTIME)
                .awaitValue(
                        "second dispatch of " + taskId,
                        each -> each.getTaskId().equals(taskId) && each.getAttempt() == 2);
    }

    private FlowSettled assertEnd(String flowId, FlowStatus status, TaskCounts tasks) {
        FlowSettled settled = flow(flowId).settled();
        assertThat(settled.getStatus()).as("status of " + flowId).isEqualTo(status);
        assertThat(settled.getTasks()).as("tasks of " + flowId).isEqualTo(tasks);
        return settled;
    }

    private void assertReplayed(String flowId, List<TaskSpec> tasks, UnaryOperator<CreateFlow.Builder> changes) {
        CommandResult again = flow(flowId).send(createCommand(flowId, tasks, changes));
        assertThat(again.getOutcome()).as("create of " + flowId + " again").isEqualTo(CommandOutcome.REPLAYED);
    }

    private void create(String flowId, List<TaskSpec> tasks, UnaryOperator<CreateFlow.Builder> changes) {
        CommandResult created = flow(flowId).send(createCommand(flowId, tasks, changes));
        assertThat(created.getOutcome()).as("create of " + flowId).isEqualTo(CommandOutcome.ACCEPTED);
    }

    /** The same command whenever it is made. */
    private FlowCommand createCommand(String flowId, List<TaskSpec> tasks, UnaryOperator<CreateFlow.Builder> changes) {
        return FlowCommand.newBuilder(flow(flowId).createCommand(tasks, changes))
                .setCommandId(flowId + "-create")
                .build();
    }

    private FlowCommand.Builder cancel(String flowId, @Nullable Long graceMs) {
        return command(flowId, "cancel").setRequestCancel(new RequestCancel("no longer needed", graceMs));
    }

    /** A command with an id of its own, the same whenever it is made. */
    private FlowCommand.Builder command(String flowId, String what) {
        return flow(flowId).command().setCommandId(flowId + "-" + what);
    }

    private CommandResult send(FlowCommand.Builder command) {
        return flow(command.getFlowId()).send(command.build());
    }

    private FlowClient flow(String flowId) {
        return taskflow.flow(flowId);
    }

    private static Resume resume() {
        return Resume.newBuilder().build();
    }

    private static TaskSpec.Builder task(String runId) {
        return TaskSpec.newBuilder(spec(runId, TaskFlowFixture.RUNTIME));
    }

    private static CreateFlow.Builder settlingWithTasks(CreateFlow.Builder create) {
        return create.setCompletion(Completion.WHEN_TASKS_SETTLE);
    }

    private static CreateFlow.Builder patient(CreateFlow.Builder create) {
        return create.setCancelGraceMs(NINE_YEARS.toMillis());
    }
}
