package dev.taskflow.cli;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code taskflow run}: the processor alone, against brokers and registry that exist. */
@Command(
        name = "run",
        description = "Run the processor against existing brokers and schema registry, until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private ConfigOptions configuration = new ConfigOptions();

    @Override
    public Integer call() {
        TaskFlowConfig config = configuration.load();
        try (StopSignal stop = StopSignal.install();
                TaskFlowProcessor processor = TaskFlowProcessor.start(config)) {
            stop.awaitOr(processor.stopped());
            return ExitCode.DONE;
        }
    }
}
