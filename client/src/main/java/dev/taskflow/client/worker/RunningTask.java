package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskDispatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The view of an {@link Execution} that its handler gets. */
record RunningTask(Execution execution, LiveReports live, TaskDispatch dispatch, ReportTrace trace)
        implements TaskContext {

    @Override
    public String taskId() {
        return dispatch.getTaskId();
    }

    @Override
    public String flowId() {
        return dispatch.getFlowId();
    }

    @Override
    public String runId() {
        return dispatch.getRunId();
    }

    @Override
    public String ownerKey() {
        return dispatch.getOwnerKey();
    }

    @Override
    public Optional<String> label() {
        return dispatch.getLabel();
    }

    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(dispatch.getMetadata());
    }

    @Override
    public byte[] input() {
        ByteBuffer input = dispatch.getInput().duplicate();
        byte[] copy = new byte[input.remaining()];
        input.get(copy);
        return copy;
    }

    @Override
    public String inputText() {
        return new String(input(), StandardCharsets.UTF_8);
    }

    @Override
    public String inputContentType() {
        return dispatch.getInputContentType();
    }

    @Override
    public int attempt() {
        return dispatch.getAttempt();
    }

    @Override
    public String dispatchId() {
        return dispatch.getDispatchId();
    }

    @Override
    public Optional<Instant> deadline() {
        return dispatch.getRunDeadline();
    }

    @Override
    public boolean isCancelRequested() {
        return execution.isCancelRequested();
    }

    @Override
    public Optional<String> cancelReason() {
        return execution.cancelReason();
    }

    @Override
    public void onCancel(Runnable callback) {
        execution.onCancel(Objects.requireNonNull(callback));
    }

    @Override
    public void progress(String summary) {
        live.progress(Objects.requireNonNull(summary));
    }

    @Override
    public Map<String, String> traceHeaders() {
        return trace.received();
    }

    @Override
    public void continueTrace(Map<String, String> headers) {
        trace.continueWith(headers);
    }

    @Override
    public String toString() {
        return "task " + taskId() + ", attempt " + attempt();
    }
}
