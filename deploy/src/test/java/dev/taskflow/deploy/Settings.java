package dev.taskflow.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.app.ConfigSources;
import dev.taskflow.app.TaskFlowConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The environment of a container, as the processor understands it. */
final class Settings {
    private static final String SECRETS = "/etc/taskflow/secrets/";

    private Settings() {}

    /** Of a container in a pod; references to other variables are resolved for a pod named {@code taskflow-0}. */
    static Map<String, String> ofContainer(JsonNode container) {
        Map<String, String> environment = new LinkedHashMap<>();
        container.path("env").forEach(variable -> {
            if (variable.has("value")) {
                String value = variable.path("value").asText().replace("$(POD_NAME)", "taskflow-0");
                if (environment.put(variable.path("name").asText(), value) != null) {
                    throw new AssertionError(variable.path("name") + " is set twice");
                }
            }
        });
        return environment;
    }

    /** Of a service of a compose file. */
    static Map<String, String> ofService(JsonNode service) {
        Map<String, String> environment = new LinkedHashMap<>();
        service.path("environment")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asText()));
        return environment;
    }

    /**
     * Has the processor read and check them.
     *
     * @param secret what every mounted secret holds
     * @throws dev.taskflow.app.InvalidConfiguration naming every key that it does not know or take
     */
    static TaskFlowConfig accepted(Map<String, String> environment, @Nullable Path secret) {
        Map<String, String> mounted = new LinkedHashMap<>(environment);
        mounted.replaceAll((name, value) -> value.startsWith(SECRETS) && secret != null ? secret.toString() : value);
        return TaskFlowConfig.load(new ConfigSources(Map.of(), mounted, null));
    }

    /** A file that stands for every secret. */
    static Path secretIn(Path directory) {
        try {
            return Files.writeString(directory.resolve("secret"), "user:password");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
