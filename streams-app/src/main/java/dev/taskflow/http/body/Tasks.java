package dev.taskflow.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskSpec;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads task specs. */
final class Tasks {
    private static final String JSON = "application/json";

    private Tasks() {}

    static TaskSpec spec(Fields task) {
        TaskSpec.Builder spec = TaskSpec.newBuilder()
                .setRunId(task.requiredText("runId"))
                .setRuntime(task.requiredText("runtime"))
                .setLabel(task.text("label"))
                .setParentRunId(task.text("parentRunId"))
                .setMetadata(task.texts("metadata"))
                .setNotifyPolicy(task.choice("notifyPolicy", NotifyPolicy.values()))
                .setRetry(task.object("retry", Tasks::retry))
                .setStartTimeoutMs(task.number("startTimeoutMs"))
                .setRunTimeoutMs(task.number("runTimeoutMs"))
                .setHeartbeatTimeoutMs(task.number("heartbeatTimeoutMs"));
        JsonNode input = task.any("input");
        String base64 = task.text("inputBase64");
        String contentType = task.text("inputContentType");
        if (input != null && base64 != null) {
            throw task.wrong("inputBase64", "cannot be given together with input.");
        }
        if (input != null && contentType != null && !contentType.equals(JSON)) {
            throw task.wrong("inputContentType", "is application/json for input; other bytes go into inputBase64.");
        }
        return spec.setInput(ByteBuffer.wrap(input != null ? Json.bytes(input) : decoded(task, base64)))
                .setInputContentType(contentType == null ? JSON : contentType)
                .build();
    }

    private static byte[] decoded(Fields task, @Nullable String base64) {
        try {
            return base64 == null ? new byte[0] : Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException broken) {
            throw task.wrong("inputBase64", "is not base64.");
        }
    }

    private static RetryPolicy retry(Fields retry) {
        long attempts = retry.requiredNumber("maxAttempts");
        if (attempts != (int) attempts) {
            throw retry.wrong("maxAttempts", "is too large.");
        }
        return RetryPolicy.newBuilder()
                .setMaxAttempts((int) attempts)
                .setInitialBackoffMs(retry.requiredNumber("initialBackoffMs"))
                .setMultiplier(retry.decimal("multiplier"))
                .setMaxBackoffMs(retry.requiredNumber("maxBackoffMs"))
                .build();
    }
}
