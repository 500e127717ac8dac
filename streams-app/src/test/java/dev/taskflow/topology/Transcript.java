package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskStatus;
import dev.taskflow.v1.TaskStatusChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * All that was sent, one line a record, so that a test can say what went out and that nothing else did. Times are counted from
 * {@link TaskFlowDriver#START}. The lines of a transcript, in this order, each topic in its own order:
 *
 * <pre>
 * dispatch a#1 dispatch-1
 * stop a#1 dispatch-1 'no longer needed' by PT1M
 * 3 r2 FLOW_CANCEL_REQUESTED 'no longer needed'          an event: sequence, revision, type
 * settled CANCELLED r3 at PT5S: 2 tasks, 2 cancelled
 * answer ACCEPTED r3 CANCELLED [a CANCELLED]             a task that was created is marked with +
 * dead letter
 * </pre>
 */
final class Transcript {
    private Transcript() {}

    static List<String> of(Seen seen) {
        List<String> lines = new ArrayList<>();
        seen.dispatches().forEach(each -> lines.add(line(each)));
        seen.cancellations().forEach(each -> lines.add(line(each)));
        seen.events().forEach(each -> lines.add(line(each)));
        seen.settlements().forEach(each -> lines.add("settled " + ended(each)));
        seen.results().forEach(each -> lines.add(line(each)));
        seen.deadLetters().forEach(each -> lines.add("dead letter"));
        return lines;
    }

    private static String line(TaskDispatch dispatch) {
        return "dispatch %s#%s %s".formatted(dispatch.getRunId(), dispatch.getAttempt(), dispatch.getDispatchId());
    }

    private static String line(TaskCancellation stop) {
        return "stop %s#%s %s%s%s"
                .formatted(
                        stop.getRunId(),
                        stop.getAttempt(),
                        stop.getDispatchId(),
                        quoted(stop.getReason()),
                        stop.getGraceUntil().map(until -> " by " + time(until)).orElse(""));
    }

    private static String line(FlowEvent event) {
        return "%s r%s %s%s".formatted(event.getSequence(), event.getRevision(), event.getType(), detail(event));
    }

    private static String line(CommandResult result) {
        String tasks = result.getTasks().isEmpty()
                ? ""
                : result.getTasks().stream().map(Transcript::receipt).collect(Collectors.joining(", ", " [", "]"));
        return "answer "
                + result.getCode().map(code -> "REJECTED " + code).orElse("" + result.getOutcome())
                + result.getRevision().map(revision -> " r" + revision).orElse("")
                + result.getStatus().map(status -> " " + status).orElse("")
                + tasks;
    }

    private static String receipt(TaskReceipt receipt) {
        return receipt.getRunId() + " " + receipt.getStatus() + (receipt.getCreated() ? "+" : "");
    }

    /** What the event's one payload says; fails if it has several, or another one than its type names. */
    private static String detail(FlowEvent event) {
        List<SpecificRecord> payloads = payloads(event);
        assertThat(payloads).as("payloads of " + event).hasSize(1);
        return switch (event.getType()) {
            case FLOW_CREATED -> " " + event.getFlowCreated().orElseThrow().getStatus();
            case FLOW_UPDATED ->
                event.getFlowUpdated()
                        .map(updated -> " " + updated.getStatus()
                                + updated.getWakeAt()
                                        .map(wake -> " until " + time(wake))
                                        .orElse(""))
                        .orElseThrow();
            case FLOW_CANCEL_REQUESTED ->
                quoted(event.getFlowCancelRequested().orElseThrow().getReason());
            case TASK_SPAWNED -> " " + event.getTaskSpawned().orElseThrow().getRunId();
            case TASK_STATUS_CHANGED -> detail(event.getTaskStatusChanged().orElseThrow());
            case TASK_PROGRESSED ->
                event.getTaskProgressed()
                        .map(progressed -> " %s#%s%s"
                                .formatted(
                                        progressed.getRunId(),
                                        progressed.getAttempt(),
                                        quoted(progressed.getSummary())))
                        .orElseThrow();
            case TASK_RETRY_SCHEDULED ->
                event.getTaskRetryScheduled()
                        .map(retry -> " %s#%s at %s"
                                .formatted(retry.getRunId(), retry.getAttempt(), time(retry.getNotBefore())))
                        .orElseThrow();
            case TASK_CANCEL_REQUESTED ->
                event.getTaskCancelRequested()
                        .map(cancel -> " %s#%s%s"
                                .formatted(cancel.getRunId(), cancel.getAttempt(), quoted(cancel.getReason())))
                        .orElseThrow();
            case FLOW_SETTLED -> " " + event.getFlowSettled().orElseThrow().getStatus();
            case UNSPECIFIED -> throw new AssertionError("an event without a type: " + event);
        };
    }

    private static String detail(TaskStatusChanged changed) {
        boolean ended = changed.getStatus() != TaskStatus.RUNNING;
        return " %s#%s %s%s%s"
                .formatted(
                        changed.getRunId(),
                        changed.getAttempt(),
                        changed.getStatus(),
                        changed.getError()
                                .map(error -> " (" + error.getType() + ")")
                                .orElse(""),
                        ended && changed.getWorkerId().isEmpty() ? " by none" : "");
    }

    /** How a flow ended, its counts that are not zero, and its error. */
    private static String ended(FlowSettled settled) {
        TaskCounts tasks = settled.getTasks();
        String counts = Stream.of(
                        count(tasks.getSucceeded(), "succeeded"),
                        count(tasks.getFailed(), "failed"),
                        count(tasks.getTimedOut(), "timed out"),
                        count(tasks.getCancelled(), "cancelled"),
                        count(tasks.getLost(), "lost"),
                        count(tasks.getActive(), "active"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining());
        return "%s r%s at %s: %s tasks%s%s"
                .formatted(
                        settled.getStatus(),
                        settled.getRevision(),
                        time(settled.getSettledAt()),
                        tasks.getTotal(),
                        counts,
                        settled.getCancelReason()
                                .map(reason -> ", because '" + reason + "'")
                                .orElse(""));
    }

    private static Optional<String> count(int count, String what) {
        return count == 0 ? Optional.empty() : Optional.of(", " + count + " " + what);
    }

    private static List<SpecificRecord> payloads(FlowEvent event) {
        return Stream.<Optional<? extends SpecificRecord>>of(
                        event.getFlowCreated(),
                        event.getFlowUpdated(),
                        event.getFlowCancelRequested(),
                        event.getTaskSpawned(),
                        event.getTaskStatusChanged(),
                        event.getTaskProgressed(),
                        event.getTaskRetryScheduled(),
                        event.getTaskCancelRequested(),
                        event.getFlowSettled())
                .<SpecificRecord>flatMap(Optional::stream)
                .toList();
    }

    private static String quoted(Optional<String> text) {
        return text.map(words -> " '" + words + "'").orElse("");
    }

    /** Since the driver's start; a minus sign for what lies before. */
    static String time(@Nullable Instant instant) {
        return instant == null
                ? "never"
                : Duration.between(TaskFlowDriver.START, instant).toString();
    }
}
