package dev.taskflow.client;

import dev.taskflow.v1.TaskSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Short ways to say what is to be run. For all else there is {@link TaskSpec#newBuilder()}. */
public final class TaskSpecs {
    private TaskSpecs() {}

    /**
     * A task with a JSON input.
     *
     * @param runId the task's id within its flow
     * @param runtime the worker pool that runs it
     * @param inputJson what the worker gets, a JSON text
     */
    public static TaskSpec json(String runId, String runtime, String inputJson) {
        return builder(runId, runtime, inputJson).build();
    }

    /** The same, for adding what else a task can have: retries, time-outs, metadata. */
    public static TaskSpec.Builder builder(String runId, String runtime, String inputJson) {
        return TaskSpec.newBuilder()
                .setRunId(runId)
                .setRuntime(runtime)
                .setInput(ByteBuffer.wrap(inputJson.getBytes(StandardCharsets.UTF_8)));
    }
}
