package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tasks given as {@code runId:runtime=input}. */
final class TaskArguments {

    private static final String DEFAULT_RUNTIME = "default";

    @Option(
            names = "--task",
            paramLabel = "RUN[:RUNTIME][=INPUT]",
            description = {
                "A task. May be repeated. The last colon separates the runtime ('" + DEFAULT_RUNTIME
                        + "' without one).",
                "INPUT is a text, or @FILE; what is JSON is given to the worker as JSON, else as text or bytes."
            })
    private List<String> tasks = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** As the API has them. */
    ArrayNode json() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        tasks.forEach(task -> array.add(spec(task)));
        return array;
    }

    private ObjectNode spec(String task) {
        int equals = task.indexOf('=');
        String name = equals < 0 ? task : task.substring(0, equals);
        int colon = name.lastIndexOf(':');
        String run = colon < 0 ? name : name.substring(0, colon);
        String runtime = colon < 0 ? DEFAULT_RUNTIME : name.substring(colon + 1);
        if (run.isEmpty() || runtime.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--task must be RUN[:RUNTIME][=INPUT], but is '" + task + "'");
        }
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("runId", run).put("runtime", runtime);
        if (equals >= 0) {
            addInput(json, task.substring(equals + 1));
        }
        return json;
    }

    private static void addInput(ObjectNode task, String input) {
        boolean file = input.startsWith("@");
        byte[] bytes = file ? JsonFiles.bytes(input.substring(1)) : input.getBytes(StandardCharsets.UTF_8);
        JsonFiles.value(bytes).ifPresentOrElse(json -> task.set("input", json), () -> task.put("inputBase64", bytes)
                .put("inputContentType", file ? "application/octet-stream" : "text/plain; charset=utf-8"));
    }
}
