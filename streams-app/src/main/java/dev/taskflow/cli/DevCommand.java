package dev.taskflow.cli;

import dev.taskflow.app.HttpService;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.dev.DevInstallation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code taskflow dev}: everything in one process, to develop against. */
@Command(
        name = "dev",
        description = {
            "Run broker, schema registry, topics, processor and HTTP API in one process, to develop against. Loopback only.",
            "Data stays in the data directory: restarted there, nothing is lost."
        },
        mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer>, QuietCommand {

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port of the broker (${DEFAULT-VALUE}); 0 for a free one.")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port of the schema registry (${DEFAULT-VALUE}); 0 for a free one.")
    private int registryPort;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Port of the HTTP API (8080 unless configured); 0 for a free one, -1 for no HTTP.")
    private @Nullable Integer httpPort;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "taskflow-data",
            description = "Folder for all data (${DEFAULT-VALUE}).")
    private Path dataDirectory = Path.of("taskflow-data");

    @Option(
            names = "--runtimes",
            paramLabel = "NAMES",
            split = ",",
            description = "Runtimes that have a topic (default unless configured).")
    private List<String> runtimes = List.of();

    @Mixin
    private ConfigOptions configuration = new ConfigOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        DevKit.require("dev");
        checkPort("--kafka-port", kafkaPort);
        checkPort("--registry-port", registryPort);
        if (httpPort != null && httpPort != -1) {
            checkPort("--http-port", httpPort);
        }
        TaskFlowConfig settings = withHttpPort(withRuntimes(configuration.load()));
        HttpService.check(settings);
        DevInstallation.Place place = new DevInstallation.Place(dataDirectory, kafkaPort, registryPort);
        try (StopSignal stop = StopSignal.install();
                DevInstallation installation = DevInstallation.start(settings, place);
                @Nullable
                        HttpService http = HttpService.start(installation.config(), installation.processor())
                                .orElse(null)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("TaskFlow is ready: kafka=" + installation.kafka() + " registry=" + installation.registry()
                    + (http == null ? "" : " http=" + http.url()));
            out.flush();
            stop.awaitOr(installation.processor().stopped());
            return ExitCode.DONE;
        }
    }

    private void checkPort(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be from 0 (any free port) to 65535, but is " + port);
        }
    }

    private TaskFlowConfig withHttpPort(TaskFlowConfig settings) {
        return httpPort == null ? settings : settings.with(Map.of("http.port", String.valueOf(httpPort)));
    }

    private TaskFlowConfig withRuntimes(TaskFlowConfig settings) {
        if (runtimes.isEmpty() && settings.isSet("runtimes")) {
            return settings;
        }
        return settings.with(Map.of("runtimes", runtimes.isEmpty() ? "default" : String.join(",", runtimes)));
    }
}
