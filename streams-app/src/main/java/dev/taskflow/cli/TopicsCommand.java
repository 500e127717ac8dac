package dev.taskflow.cli;

import dev.taskflow.app.Finding;
import dev.taskflow.app.Provisioning;
import dev.taskflow.app.TaskFlowConfig;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
        return report(
                configuration,
                List.of(Provisioning::applyTopics, Provisioning::applySchemas),
                "Put right what is said of each fault, and apply again.");
    }

    @Command(
            description = "Say what is missing or differs; exit code 1 if the processor cannot run like that.",
            mixinStandardHelpOptions = true)
    int check(@Mixin ConfigOptions configuration) {
        return report(
                configuration,
                List.of(Provisioning::checkTopics, Provisioning::checkSchemas),
                "'taskflow topics apply' makes what is missing; it changes no topic that exists.");
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

    /** @param remedy what to do where there is a fault */
    private int report(ConfigOptions options, List<Function<Provisioning, List<Finding>>> steps, String remedy) {
        TaskFlowConfig config = options.load();
        PrintWriter out = spec.commandLine().getOut();
        Set<Finding.Kind> found = EnumSet.noneOf(Finding.Kind.class);
        try (Provisioning provisioning = Provisioning.of(config)) {
            // Each is told when it is done: what Kafka has got stays, also if the registry does not answer then.
            for (Function<Provisioning, List<Finding>> step : steps) {
                step.apply(provisioning).forEach(finding -> {
                    found.add(finding.kind());
                    out.println(label(finding.kind()) + finding.message());
                });
                out.flush();
            }
        }
        boolean faulty = found.contains(Finding.Kind.FAULT);
        if (faulty) {
            out.println(remedy);
        } else if (!found.contains(Finding.Kind.DIFFERS)) {
            out.println("Topics and schemas are as configured.");
        }
        out.flush();
        return faulty ? ExitCode.FAILED : ExitCode.DONE;
    }

    private static String label(Finding.Kind kind) {
        return switch (kind) {
            case DONE -> "done     ";
            case DIFFERS -> "differs  ";
            case FAULT -> "FAULT    ";
        };
    }
}
