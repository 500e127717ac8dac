package dev.taskflow.cli;

import dev.taskflow.app.ConfigSources;
import dev.taskflow.app.TaskFlowConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command takes its configuration from, besides the environment. */
final class ConfigOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Properties file. Environment variables TASKFLOW_* win over it.")
    private @Nullable Path file;

    @Option(
            names = {"-D", "--set"},
            paramLabel = "KEY=VALUE",
            description = "A setting; wins over environment and file. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** @throws dev.taskflow.app.InvalidConfiguration naming every fault */
    TaskFlowConfig load() {
        return TaskFlowConfig.load(sources());
    }

    ConfigSources sources() {
        return new ConfigSources(settings, ClientVariables.without(System.getenv()), file);
    }
}
