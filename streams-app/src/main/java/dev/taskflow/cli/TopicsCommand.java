package dev.taskflow.cli;

import dev.taskflow.app.Finding;
import dev.taskflow.app.Provisioning;
import dev.taskflow.app.TaskFlowConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code taskflow topics}: what the processor needs to exist before it runs. */
@Command(
        name = "topics",
        description = "Create, check or write down the topics, their schemas and who may use them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "apply|check|export")
final class TopicsCommand implements Runnable, QuietCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "apply, check or export?");
    }

    @Command(
            description =
                    "Create missing topics and register missing schemas for the configured runtimes. May be repeated; never"
                            + " changes a topic that exists.",
            mixinStandardHelpOptions = true)
    int apply(@Mixin ConfigOptions configuration) {
        return report(configuration, Provisioning::apply);
    }

    @Command(
            description = "Say what is missing or differs; exit code 1 if the processor cannot run like that.",
            mixinStandardHelpOptions = true)
    int check(@Mixin ConfigOptions configuration) {
        return report(configuration, Provisioning::check);
    }

    @Command(
            description =
                    "Write down the topics, changelogs included, and what each role may do with them, for those who manage"
                            + " the cluster. Asks nobody and changes nothing.",
            mixinStandardHelpOptions = true)
    int export(@Mixin ConfigOptions configuration, @Mixin ExportOptions options) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(options.export(configuration.load()));
        out.flush();
        return ExitCode.DONE;
    }

    private int report(ConfigOptions options, Function<Provisioning, List<Finding>> step) {
        TaskFlowConfig config = options.load();
        try (Provisioning provisioning = Provisioning.of(config)) {
            List<Finding> findings = step.apply(provisioning);
            PrintWriter out = spec.commandLine().getOut();
            findings.forEach(finding -> out.println(label(finding.kind()) + finding.message()));
            boolean faulty = findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.FAULT);
            boolean differs = findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.DIFFERS);
            if (!faulty && !differs) {
                out.println("Topics and schemas are as configured.");
            }
            out.flush();
            return faulty ? ExitCode.FAILED : ExitCode.DONE;
        }
    }

    private static String label(Finding.Kind kind) {
        return switch (kind) {
            case DONE -> "done     ";
            case DIFFERS -> "differs  ";
            case FAULT -> "FAULT    ";
        };
    }
}
