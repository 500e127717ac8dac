package dev.taskflow.rules;

import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Every report on every attempt, with the dispatch id of either attempt and with forged ones, and every timer. */
final class SmallScopeReports {
    private static final int ATTEMPTS = 2;

    private final SmallScope scope;

    private SmallScopeReports(SmallScope scope) {
        this.scope = scope;
    }

    static void addTo(SmallScope scope) {
        SmallScopeReports reports = new SmallScopeReports(scope);
        for (String runId : scope.runIds()) {
            for (int attempt = 1; attempt <= (runId.equals(scope.first()) ? ATTEMPTS : 1); attempt++) {
                reports.addReports(runId, attempt);
                reports.addTaskTimers(runId, attempt);
            }
            reports.addForgeries(runId);
        }
        reports.addMisdirected();
        reports.addFlowTimers();
    }

    private void addReports(String runId, int attempt) {
        UnaryOperator<String> name = what -> "%s of %s#%s".formatted(what, runId, attempt);
        add(name.apply("started"), Fixtures.started(report(runId, attempt)));
        add(name.apply("progress"), Fixtures.progress(report(runId, attempt)));
        for (TaskOutcome outcome : TaskOutcome.values()) {
            add(name.apply(outcome.name()), Fixtures.completed(report(runId, attempt), outcome));
        }
        add(name.apply("failed for good"), Fixtures.failedForGood(report(runId, attempt)));
        add(name.apply("blocked"), Fixtures.blocked(report(runId, attempt)));
        scope.add(new Input.Report(
                name.apply("late success"),
                Fixtures.completed(report(runId, attempt), TaskOutcome.SUCCEEDED),
                300,
                Normalised.NOW.minusSeconds(5)));
    }

    private void addForgeries(String runId) {
        List<TaskEvent.Builder> forgeries = List.of(
                Fixtures.report(runId, 1, "forged"),
                Fixtures.report(runId, 2, "forged"),
                Fixtures.report(runId, 2, Normalised.dispatchId(runId, 1)),
                Fixtures.report(runId, 1, Normalised.dispatchId(runId, 2)),
                Fixtures.report(runId, 0, Normalised.dispatchId(runId, 1)));
        for (TaskEvent.Builder forgery : forgeries) {
            String by = " of %s#%s by %s".formatted(runId, forgery.getAttempt(), forgery.getDispatchId());
            add("success" + by, Fixtures.completed(TaskEvent.newBuilder(forgery), TaskOutcome.SUCCEEDED));
            add("started" + by, Fixtures.started(TaskEvent.newBuilder(forgery)));
        }
    }

    private void addMisdirected() {
        TaskEvent.Builder first = report(scope.first(), 1);
        add("success of an unknown task", Fixtures.completed(report("unknown", 1), TaskOutcome.SUCCEEDED));
        add(
                "success of another flow's task",
                Fixtures.completed(TaskEvent.newBuilder(first).setFlowId("flow-2"), TaskOutcome.SUCCEEDED));
        add("report of nothing", TaskEvent.newBuilder(first).build());
        add(
                "report of two things",
                Fixtures.progress(TaskEvent.newBuilder(Fixtures.started(TaskEvent.newBuilder(first)))));
        add(
                "report of an illegal run id",
                Fixtures.started(TaskEvent.newBuilder(first).setRunId("a/b")));
    }

    private void addTaskTimers(String runId, int attempt) {
        if (runId.equals(scope.first())) {
            due(Timer.Kind.START_TIMEOUT, runId, attempt, Normalised.START_AT);
            due(Timer.Kind.HEARTBEAT_TIMEOUT, runId, attempt, Normalised.SILENT_UNTIL);
            due(Timer.Kind.HEARTBEAT_TIMEOUT, runId, attempt, Normalised.SILENT_UNTIL.minusSeconds(1));
            due(Timer.Kind.RETRY, runId, attempt, Normalised.RETRY_AT);
        }
        due(Timer.Kind.RUN_TIMEOUT, runId, attempt, Normalised.RUN_UNTIL);
        due(Timer.Kind.TASK_GRACE, runId, attempt, Normalised.TASK_GRACE_UNTIL);
        due(Timer.Kind.TASK_GRACE, runId, attempt, Normalised.TASK_GRACE_UNTIL.minusSeconds(1));
    }

    private void addFlowTimers() {
        due(Timer.Kind.DEADLINE, null, 0, Normalised.DEADLINE);
        due(Timer.Kind.SWEEP, null, 0, Normalised.NOW);
        due(Timer.Kind.WAKE, null, 0, Normalised.WAKE_AT);
        due(Timer.Kind.WAKE, null, 0, Normalised.WAKE_AT.minusSeconds(1));
        due(Timer.Kind.FLOW_GRACE, null, 0, Normalised.FLOW_GRACE_UNTIL);
        due(Timer.Kind.FLOW_GRACE, null, 0, Normalised.FLOW_GRACE_UNTIL.minusSeconds(1));
    }

    private void due(Timer.Kind kind, @Nullable String runId, int attempt, Instant dueAt) {
        String of = runId == null ? "" : " of %s#%s".formatted(runId, attempt);
        String name = "%s%s due %s".formatted(kind, of, dueAt);
        scope.add(new Input.Due(name, new Timer(dueAt, kind, Fixtures.FLOW, runId, attempt), dueAt));
    }

    private static TaskEvent.Builder report(String runId, int attempt) {
        return Fixtures.report(runId, attempt, Normalised.dispatchId(runId, attempt));
    }

    private void add(String name, TaskEvent event) {
        scope.add(new Input.Report(name, event, 300, Normalised.NOW.plusMillis(1)));
    }
}
