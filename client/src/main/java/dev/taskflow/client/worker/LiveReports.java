package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskDispatch;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is reported of a task while it runs: its start, if it runs long enough, a heartbeat thrice in each heartbeat timeout,
 * and its progress. Nothing after {@link #end}. Thread-safe.
 */
final class LiveReports {
    private static final int HEARTBEATS_PER_TIMEOUT = 3;

    private final TaskDispatch dispatch;
    private final ReportTrace trace;
    private final WorkerSettings settings;
    private final Surroundings surroundings;

    private boolean ended;
    private boolean started;
    private @Nullable ScheduledFuture<?> start;
    private @Nullable ScheduledFuture<?> heartbeats;
    private @Nullable ScheduledFuture<?> nextProgress;
    private @Nullable String unsent;

    LiveReports(TaskDispatch dispatch, ReportTrace trace, WorkerSettings settings, Surroundings surroundings) {
        this.dispatch = dispatch;
        this.trace = trace;
        this.settings = settings;
        this.surroundings = surroundings;
    }

    synchronized void begin(Duration startedAfter) {
        if (startedAfter.isZero()) {
            reportStart();
        } else {
            start = surroundings.timer().schedule(this::reportStart, startedAfter.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void reportStart() {
        if (ended || started) {
            return;
        }
        started = true;
        surroundings.reports().started(dispatch, trace);
        dispatch.getHeartbeatTimeoutMs().ifPresent(this::beat);
    }

    private void beat(long timeoutMs) {
        long interval = Math.max(1, timeoutMs / HEARTBEATS_PER_TIMEOUT);
        heartbeats = surroundings
                .timer()
                .scheduleAtFixedRate(this::reportHeartbeat, interval, interval, TimeUnit.MILLISECONDS);
    }

    private synchronized void reportHeartbeat() {
        if (!ended) {
            surroundings.reports().progress(dispatch, trace, null);
        }
    }

    synchronized void progress(String summary) {
        if (ended) {
            return;
        }
        reportStart();
        unsent = summary;
        if (nextProgress == null) {
            reportUnsent();
        }
    }

    /** The next one is sent when this interval is over, and what came in between is replaced by what came last. */
    private synchronized void reportUnsent() {
        nextProgress = null;
        if (ended || unsent == null) {
            return;
        }
        send(unsent);
        nextProgress = surroundings
                .timer()
                .schedule(this::reportUnsent, settings.progressInterval().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void send(String summary) {
        unsent = null;
        surroundings.reports().progress(dispatch, trace, summary);
    }

    /** @param sendLast whether progress that still waits for its turn is sent */
    synchronized void end(boolean sendLast) {
        if (sendLast && !ended && unsent != null) {
            send(unsent);
        }
        ended = true;
        stop(start);
        stop(heartbeats);
        stop(nextProgress);
    }

    private static void stop(@Nullable ScheduledFuture<?> later) {
        if (later != null) {
            later.cancel(false);
        }
    }
}
