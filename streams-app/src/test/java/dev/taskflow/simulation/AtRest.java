package dev.taskflow.simulation;

import dev.taskflow.rules.Counts;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds of the stores once nothing is under way and nothing will be due for a long time. */
final class AtRest {
    private final SimulatedProcessor processor;
    private final Ledger ledger;

    AtRest(SimulatedProcessor processor, Ledger ledger) {
        this.processor = processor;
        this.ledger = ledger;
    }

    /** Every flow is settled, or open for a reason; and the rows are what the records have said. */
    void assertSound() {
        for (Flow flow : processor.flows()) {
            List<Task> tasks = processor.tasks(flow.id());
            assertAsRecorded(flow, tasks);
            tasks.forEach(task -> assertMayRest(flow, task));
            promise(flow, flow.upkeep().sweep() == null, "K10: a walk has not ended");
            if (flow.isTerminal()) {
                assertKeptForAWhile(flow);
            } else {
                assertMayBeOpen(flow);
            }
        }
    }

    /** Counts, statuses and numbers agree with what was sent. */
    private void assertAsRecorded(Flow flow, List<Task> tasks) {
        FlowLedger known = ledger.flow(flow.id());
        if (known == null) {
            throw new Promise.Broken(flow.id(), "a row of a flow that nobody was told of");
        }
        promise(flow, flow.sequence() == known.sequence(), "sequence %d, told %d", flow.sequence(), known.sequence());
        promise(flow, flow.revision() == known.revision(), "revision %d, told %d", flow.revision(), known.revision());
        promise(flow, flow.isTerminal() == known.isSettled(), "S1: %s, told %s", flow.status(), known.isSettled());
        Counts counts = flow.tasks();
        TaskCounts row = new TaskCounts(
                counts.total(),
                counts.succeeded(),
                counts.failed(),
                counts.timedOut(),
                counts.cancelled(),
                counts.lost(),
                counts.active());
        promise(flow, row.equals(known.counted()), "counts %s, told %s", row, known.counted());
        promise(flow, tasks.size() == counts.total(), "%d tasks, counted %d", tasks.size(), counts.total());
        for (Task task : tasks) {
            TaskStatus told = known.status(task.runId());
            promise(flow, task.status() == told, "%s is %s, told %s", task.runId(), task.status(), told);
        }
    }

    private static void assertMayRest(Flow flow, Task task) {
        if (task.isActive()) {
            boolean running = task.status() == TaskStatus.RUNNING;
            boolean ends = running
                    ? task.spec().getRunTimeoutMs().isPresent()
                            || task.spec().getHeartbeatTimeoutMs().isPresent()
                    : task.spec().getStartTimeoutMs().isPresent();
            promise(flow, !ends, "T5: %s is never given up", task);
            promise(flow, task.nextAttemptAt() == null, "T3: %s is never tried again", task);
            promise(flow, task.cancelRequestedAt() == null, "K7: %s may stop whenever it likes", task);
        }
    }

    private void assertKeptForAWhile(Flow flow) {
        Instant pruneAt = flow.upkeep().pruneAt();
        promise(flow, (flow.tasks().active() == 0) == (pruneAt != null), "S2: pruned at %s", pruneAt);
        if (pruneAt != null) {
            List<Instant> timers = processor.timersOf(flow.id());
            promise(flow, timers.contains(pruneAt), "S2: never pruned, timers at %s", timers);
            promise(flow, timers.stream().noneMatch(pruneAt::isBefore), "S3: pruned at %s, timers %s", pruneAt, timers);
        }
    }

    private void assertMayBeOpen(Flow flow) {
        promise(flow, flow.cancelIntent() == null, "K3: never cancelled: %s", flow);
        promise(flow, flow.failedRunId() == null, "T6: never failed: %s", flow);
        promise(flow, isLater(flow.origin().deadline()), "T9: beyond its deadline: %s", flow);
        promise(flow, isLater(flow.waiting().wakeAt()), "C8: never woken: %s", flow);
        boolean endsWithTasks = flow.origin().syncMode() == SyncMode.TASK_MIRRORED
                || (flow.sealed() && flow.origin().completion() == Completion.WHEN_TASKS_SETTLE);
        promise(flow, !endsWithTasks || flow.tasks().active() > 0, "T7, T8: never settled: %s", flow);
    }

    private boolean isLater(@Nullable Instant time) {
        return time == null || time.isAfter(processor.now());
    }

    private static void promise(Flow flow, boolean holds, String format, @Nullable Object... args) {
        Promise.holds(holds, flow.id(), format, args);
    }
}
