package dev.taskflow.client.worker;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** One attempt of one task, as its handler sees it. Safe for use from any thread, until the handler has returned. */
public interface TaskContext {

    /** {@code flowId + "/" + runId}. */
    String taskId();

    /** The task's flow. */
    String flowId();

    /** The task's id within its flow. */
    String runId();

    /** Who the flow belongs to. */
    String ownerKey();

    /** A name for people. */
    Optional<String> label();

    /** Free key-value pairs from the task's spec; not modifiable. */
    Map<String, String> metadata();

    /** What to work on: a copy. */
    byte[] input();

    /** The input, read as UTF-8. */
    String inputText();

    /** The media type of the input. */
    String inputContentType();

    /** Which attempt this is; the first is 1. */
    int attempt();

    /** Identifies this attempt wherever it is run; a good idempotency key for what the handler does elsewhere. */
    String dispatchId();

    /** When the task is {@code TIMED_OUT} at the latest, as far as it was known at dispatch. */
    Optional<Instant> deadline();

    /**
     * Whether the task has been asked to stop, by a cancel, a time-out or the closing of the worker. A handler that stops for it
     * returns {@link TaskResult#cancelled()} or throws; one that ends its work all the same may return any other result.
     */
    boolean isCancelRequested();

    /** Why the task has been asked to stop, if it has and a reason was given. */
    Optional<String> cancelReason();

    /**
     * Calls back once when the task is asked to stop, on a thread of the worker; at once and on the caller's thread if it
     * has been already. What the callback throws is logged.
     */
    void onCancel(Runnable callback);

    /**
     * Says how far the task is. Starts it, and counts as heartbeat. Calls in quick succession are thinned out, and the last
     * one is sent. Long texts are cut. Does not wait and does not fail: progress that cannot be sent is lost.
     */
    void progress(String summary);

    /**
     * The W3C trace headers of the dispatch, by name: those of the command that spawned the task. A propagator makes a context of
     * them, for a span of the handler. Empty if the command had none, and for a retry, which a timer sends; not modifiable.
     */
    Map<String, String> traceHeaders();

    /**
     * Has reports on this attempt carry other trace headers from now on, such as those of the handler's span: what follows from a
     * report, up to the flow's settlement, is then beneath that. Without it they carry the dispatch's, and are in the same trace.
     *
     * @param headers by name; others than {@code traceparent} and {@code tracestate} are left out
     */
    void continueTrace(Map<String, String> headers);
}
