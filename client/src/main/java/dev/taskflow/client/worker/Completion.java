package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last report on a dispatch, and what its fate means for the record. */
final class Completion {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TaskDispatch dispatch;
    private final ReportTrace trace;
    private final Surroundings surroundings;

    Completion(TaskDispatch dispatch, ReportTrace trace, Surroundings surroundings) {
        this.dispatch = dispatch;
        this.trace = trace;
        this.surroundings = surroundings;
    }

    /** The verdict, when the report is stored or cannot be. Never ends exceptionally. */
    CompletableFuture<Verdict> report(TaskResult result) {
        return report(result, true);
    }

    private CompletableFuture<Verdict> report(TaskResult result, boolean first) {
        TaskCompleted completed = ReportTexts.completed(result);
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        CompletableFuture<Void> unused = surroundings
                .reports()
                .completed(dispatch, trace, completed)
                .whenComplete((stored, failure) -> {
                    if (failure == null) {
                        surroundings.tally().completed(completed.getOutcome());
                        verdict.complete(Verdict.DONE);
                    } else {
                        CompletableFuture<Void> unusedToo =
                                notStored(failure, first).thenAccept(verdict::complete);
                    }
                });
        return verdict;
    }

    private CompletableFuture<Verdict> notStored(Throwable failure, boolean first) {
        if (failure instanceof RecordTooLargeException && first) {
            // Within our limits, but not within those of this installation: the same would happen each time.
            TaskResult tooLarge = TaskResult.failedForGood(
                    ReportTexts.TOO_LARGE, "The handler ended, but Kafka refused its result: " + failure.getMessage());
            return report(tooLarge, false);
        }
        LOG.atError()
                .setMessage("The report on a task could not be stored; its dispatch is given back and will come again")
                .addKeyValue("taskId", dispatch.getTaskId())
                .addKeyValue("dispatchId", dispatch.getDispatchId())
                .addKeyValue("error", failure.toString())
                .log();
        if (failure instanceof AuthorizationException || failure instanceof AuthenticationException) {
            surroundings.fatal().accept(failure); // Work that can never be reported must not be taken.
        }
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        // What keeps failing must not be run again and again without a pause.
        var unused = surroundings
                .timer()
                .schedule(() -> later.complete(Verdict.GIVE_BACK), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return later;
    }
}
