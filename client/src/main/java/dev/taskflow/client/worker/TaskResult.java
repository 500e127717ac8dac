package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskOutcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a task ended. Immutable, except that the output's bytes are not copied and must not be changed any more. */
public final class TaskResult {
    private static final String OCTETS = "application/octet-stream";

    private final TaskOutcome outcome;
    private final boolean blocked;
    private final @Nullable String summary;
    private final @Nullable TaskError error;
    private final byte @Nullable [] output;
    private final @Nullable String outputContentType;

    private TaskResult(
            TaskOutcome outcome,
            boolean blocked,
            @Nullable String summary,
            @Nullable TaskError error,
            byte @Nullable [] output,
            @Nullable String outputContentType) {
        this.outcome = outcome;
        this.blocked = blocked;
        this.summary = summary;
        this.error = error;
        this.output = output;
        this.outputContentType = outputContentType;
    }

    private static TaskResult of(
            TaskOutcome outcome, boolean blocked, @Nullable String summary, @Nullable TaskError error) {
        return new TaskResult(outcome, blocked, summary, error, null, null);
    }

    /** It is done. */
    public static TaskResult succeeded() {
        return of(TaskOutcome.SUCCEEDED, false, null, null);
    }

    /** It is done, with the result in words. */
    public static TaskResult succeeded(String summary) {
        return of(TaskOutcome.SUCCEEDED, false, Objects.requireNonNull(summary), null);
    }

    /** It is done as far as it can be, and needs somebody's help to go on (T8). */
    public static TaskResult blocked(String summary) {
        return of(TaskOutcome.SUCCEEDED, true, Objects.requireNonNull(summary), null);
    }

    /** It failed, and another attempt may succeed. */
    public static TaskResult failed(String type, String message) {
        return of(TaskOutcome.FAILED, false, null, new TaskError(type, message, true));
    }

    /** It failed, and no further attempt is to be made. */
    public static TaskResult failedForGood(String type, String message) {
        return of(TaskOutcome.FAILED, false, null, new TaskError(type, message, false));
    }

    /** It took longer than the handler lets it; another attempt may succeed. */
    public static TaskResult timedOut(String message) {
        return of(TaskOutcome.TIMED_OUT, false, null, new TaskError("timed-out", message, true));
    }

    /** It stopped because it was asked to. */
    public static TaskResult cancelled() {
        return of(TaskOutcome.CANCELLED, false, null, null);
    }

    /** It stopped because it was asked to, with what is left of it in words. */
    public static TaskResult cancelled(String summary) {
        return of(TaskOutcome.CANCELLED, false, Objects.requireNonNull(summary), null);
    }

    /** The same with another summary. */
    public TaskResult withSummary(String newSummary) {
        return new TaskResult(outcome, blocked, Objects.requireNonNull(newSummary), error, output, outputContentType);
    }

    /** The same with an output of no particular type. */
    public TaskResult withOutput(byte[] bytes) {
        return withOutput(bytes, OCTETS);
    }

    /**
     * The same with an output. If it is above the limit of X4 for one field, 256 KiB, the task is reported as failed: keep
     * large results elsewhere and give a reference to them.
     *
     * @param contentType its media type
     */
    public TaskResult withOutput(byte[] bytes, String contentType) {
        return new TaskResult(
                outcome, blocked, summary, error, Objects.requireNonNull(bytes), Objects.requireNonNull(contentType));
    }

    TaskOutcome outcome() {
        return outcome;
    }

    boolean isBlocked() {
        return blocked;
    }

    @Nullable
    String summary() {
        return summary;
    }

    @Nullable
    TaskError error() {
        return error;
    }

    byte @Nullable [] output() {
        return output;
    }

    @Nullable
    String outputContentType() {
        return outputContentType;
    }
}
