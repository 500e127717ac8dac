package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskDispatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one dispatch, from its arrival to its verdict: it waits, runs and is reported. A cancel, the closing of the
 * worker and the handler's own end may come in any order; whoever ends it first, under the lock, decides.
 */
final class Execution implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private enum State {
        WAITING,
        RUNNING,
        ENDED
    }

    private final TaskDispatch dispatch;
    private final ReportTrace trace;
    private final WorkerSettings settings;
    private final Surroundings surroundings;
    private final LiveReports live;
    private final Completion completion;
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private final List<Runnable> onCancel = new ArrayList<>();

    private State state = State.WAITING;
    private @Nullable Thread thread;
    private @Nullable String cancelReason;
    private boolean givenUp;

    Execution(TaskDispatch dispatch, ReportTrace trace, WorkerSettings settings, Surroundings surroundings) {
        this.dispatch = dispatch;
        this.trace = trace;
        this.settings = settings;
        this.surroundings = surroundings;
        this.live = new LiveReports(dispatch, trace, settings, surroundings);
        this.completion = new Completion(dispatch, trace, surroundings);
    }

    TaskDispatch dispatch() {
        return dispatch;
    }

    /** What becomes of the record; never ends exceptionally. */
    CompletableFuture<Verdict> verdict() {
        return verdict;
    }

    @Override
    public void run() {
        try {
            if (begin()) {
                work();
            }
        } catch (Throwable e) { // Even without memory for a report the record must not be held for ever.
            LOG.atError()
                    .setMessage("A task could not be run; it is given back")
                    .addKeyValue("taskId", dispatch.getTaskId())
                    .setCause(e)
                    .log();
            verdict.complete(Verdict.GIVE_BACK);
        }
    }

    private void work() {
        surroundings.tally().started();
        TaskResult result;
        try {
            result = new HandlerCall(settings)
                    .run(new RunningTask(this, live, dispatch, trace), this::isCancelRequested);
        } finally {
            surroundings.tally().stopped();
        }
        if (end()) {
            report(result);
        } else {
            verdict.complete(Verdict.GIVE_BACK);
        }
    }

    private synchronized boolean begin() {
        if (state != State.WAITING) {
            return false;
        }
        surroundings.tally().left();
        if (Instant.now().isAfter(deadline().orElse(Instant.MAX))) {
            // The processor has timed it out by itself (T5) and would ignore any report (T4).
            LOG.atInfo()
                    .setMessage("A task is not run because its deadline has passed")
                    .addKeyValue("taskId", dispatch.getTaskId())
                    .addKeyValue("deadline", deadline().orElse(null))
                    .log();
            state = State.ENDED;
            verdict.complete(Verdict.DONE);
            return false;
        }
        state = State.RUNNING;
        thread = Thread.currentThread();
        live.begin(startedAfter());
        return true;
    }

    /** Whether what the handler came to is to be reported. */
    private synchronized boolean end() {
        thread = null;
        boolean unused = Thread.interrupted(); // Meant for the handler, not for what this thread does next.
        live.end(!givenUp);
        boolean first = state == State.RUNNING;
        state = State.ENDED;
        return first && !givenUp;
    }

    private void report(TaskResult result) {
        CompletableFuture<Void> unused = completion.report(result).thenAccept(verdict::complete);
    }

    /** Asks it to stop; does nothing if it was asked before or has ended. */
    void cancel(String reason) {
        boolean waited;
        List<Runnable> callbacks;
        synchronized (this) {
            if (cancelReason != null || state == State.ENDED) {
                return;
            }
            cancelReason = reason;
            callbacks = List.copyOf(onCancel);
            waited = state == State.WAITING;
            if (waited) {
                state = State.ENDED;
                surroundings.tally().left();
            } else if (settings.interruptOnCancel()) {
                interrupt();
            }
        }
        if (waited) {
            report(TaskResult.cancelled("cancelled before it was started"));
        }
        callbacks.forEach(callback -> surroundings.callbacks().execute(() -> call(callback)));
    }

    /** Gives it back if it has not been started. */
    synchronized void dropIfWaiting() {
        if (state == State.WAITING) {
            state = State.ENDED;
            surroundings.tally().left();
            verdict.complete(Verdict.GIVE_BACK);
        }
    }

    /** Asks it to stop, by interruption too; it is given back when it has, and nothing is reported. */
    void giveUp(String reason) {
        synchronized (this) {
            if (state != State.RUNNING) {
                return;
            }
            givenUp = true;
            interrupt();
        }
        cancel(reason);
    }

    /** Gives it back although its handler has not ended. */
    void abandon() {
        verdict.complete(Verdict.GIVE_BACK);
    }

    private void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    void onCancel(Runnable callback) {
        synchronized (this) {
            if (cancelReason == null) {
                onCancel.add(callback);
                return;
            }
        }
        call(callback);
    }

    private void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setMessage("The onCancel callback of a task failed")
                    .addKeyValue("taskId", dispatch.getTaskId())
                    .setCause(e)
                    .log();
        }
    }

    synchronized boolean isCancelRequested() {
        return cancelReason != null;
    }

    synchronized Optional<String> cancelReason() {
        return Optional.ofNullable(cancelReason).filter(reason -> !reason.isEmpty());
    }

    private Optional<Instant> deadline() {
        return dispatch.getRunDeadline();
    }

    private Duration startedAfter() {
        Duration second = Duration.ofSeconds(1);
        return settings.startedAfter().orElseGet(() -> dispatch.getHeartbeatTimeoutMs()
                .map(timeout -> Duration.ofMillis(Math.max(0, timeout / 2)))
                .filter(half -> half.compareTo(second) < 0)
                .orElse(second));
    }
}
