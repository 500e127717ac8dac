package dev.taskflow.benchmarks.taskflow;

import dev.taskflow.benchmarks.load.Target;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Does every task that it is given: at once, or not before it is cancelled. Safe for use by several threads. */
final class Worker {
    private final Target.Observer observer;
    private final Consumer<TaskEvent> reports;
    private final int tasksPerFlow;
    private final boolean hold;
    private final Map<String, TaskDispatch> heldTasks = new ConcurrentHashMap<>();
    private final Map<String, Integer> heldOfFlow = new ConcurrentHashMap<>();

    Worker(Target.Observer observer, Consumer<TaskEvent> reports, int tasksPerFlow, boolean hold) {
        this.observer = observer;
        this.reports = reports;
        this.tasksPerFlow = tasksPerFlow;
        this.hold = hold;
    }

    void dispatched(TaskDispatch task) {
        if (!hold) {
            reports.accept(TaskReports.succeeded(task));
            return;
        }
        heldTasks.put(task.getDispatchId(), task);
        reports.accept(TaskReports.started(task));
        if (heldOfFlow.merge(task.getFlowId(), 1, Integer::sum) == tasksPerFlow) {
            observer.held(task.getFlowId());
        }
    }

    void cancelled(TaskCancellation cancellation) {
        TaskDispatch task = heldTasks.remove(cancellation.getDispatchId());
        if (task != null) {
            reports.accept(TaskReports.cancelled(task));
            if (heldOfFlow.remove(task.getFlowId()) != null) {
                observer.cancelSeen(task.getFlowId());
            }
        }
    }
}
