package dev.taskflow.cli;

import dev.taskflow.app.HttpService;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code taskflow run}: processor and HTTP API, against brokers and registry that exist. */
@Command(
        name = "run",
        description = "Run the processor against existing brokers and schema registry, until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private ConfigOptions configuration = new ConfigOptions();

    @Override
    public Integer call() {
        configuration.sources().logFormat().ifPresent(LogLevels::setFormat);
        TaskFlowConfig config = configuration.load();
        HttpService.check(config);
        try (StopSignal stop = StopSignal.install();
                TaskFlowProcessor processor = TaskFlowProcessor.start(config);
                // Closed first. It is up before the processor is ready, and says so on /health/ready.
                @Nullable
                        HttpService http = HttpService.start(config, processor).orElse(null)) {
            // Not in a static field: the first logger fixes the levels, and they are set when the command is known.
            LoggerFactory.getLogger(RunCommand.class).debug("HTTP is {}", http == null ? "off" : http.url());
            ExitBound.on(processor.stopped());
            stop.awaitOr(processor.stopped());
            return ExitCode.DONE;
        }
    }
}
