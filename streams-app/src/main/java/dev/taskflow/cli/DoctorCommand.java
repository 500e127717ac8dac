package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.cli.doctor.Diagnosis;
import dev.taskflow.cli.doctor.Diagnosis.Outcome;
import dev.taskflow.cli.doctor.Doctor;
import dev.taskflow.cli.text.Terminal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code taskflow doctor}: what is wrong with an installation, and what to do. */
@Command(
        name = "doctor",
        description = {
            "Check brokers, features, transactions, topics, permissions, registry, schemas, clocks and the state directory,"
                    + " with the configuration of 'run'; changes nothing in Kafka or the registry.",
            "Exit code 0 if there is no fault, 1 if there is one, 3 if something does not answer."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer>, QuietCommand {

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Look at this instance's HTTP server too. May be repeated.")
    private List<URI> instances = new ArrayList<>();

    @Option(
            names = "--max-clock-skew",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How much clocks may differ (${DEFAULT-VALUE}).")
    private Duration maxClockSkew = Duration.ofSeconds(5);

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private ConfigOptions configuration = new ConfigOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        TaskFlowConfig config = configuration.load();
        Terminal terminal = OperatorCommand.terminal(spec);
        List<URI> urls = instances.stream()
                .map(url -> ConnectionOptions.address(url.toString(), spec))
                .toList();
        List<Diagnosis> found = new ArrayList<>();
        new Doctor(config, urls, maxClockSkew, diagnosis -> {
                    found.add(diagnosis);
                    if (!json) {
                        print(terminal, diagnosis);
                    }
                })
                .examine();
        if (json) {
            terminal.json(json(found));
        } else {
            terminal.line(summary(found));
        }
        return exitCode(found);
    }

    /** The JVM's own words about brokers that do not answer would only repeat ours. */
    @Override
    public String ownLogLevel() {
        return "ERROR";
    }

    private static void print(Terminal terminal, Diagnosis diagnosis) {
        terminal.line("%-12s %-16s %s"
                .formatted(diagnosis.outcome().name().toLowerCase(Locale.ROOT), diagnosis.check(), diagnosis.detail()));
        if (!diagnosis.remedy().isEmpty()) {
            terminal.line(" ".repeat(30) + "-> " + diagnosis.remedy());
        }
    }

    private static String summary(List<Diagnosis> found) {
        long faults = count(found, Outcome.FAULT) + count(found, Outcome.UNREACHABLE);
        long warnings = count(found, Outcome.WARNING);
        return faults == 0 && warnings == 0
                ? "All is well."
                : number(faults, "fault") + " · " + number(warnings, "warning");
    }

    private static String number(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static long count(List<Diagnosis> found, Outcome outcome) {
        return found.stream().filter(each -> each.outcome() == outcome).count();
    }

    private static ObjectNode json(List<Diagnosis> found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        found.forEach(diagnosis -> {
            ObjectNode check = json.withArray("checks")
                    .addObject()
                    .put("check", diagnosis.check())
                    .put("outcome", diagnosis.outcome().name())
                    .put("detail", diagnosis.detail());
            if (!diagnosis.remedy().isEmpty()) {
                check.put("remedy", diagnosis.remedy());
            }
        });
        return json;
    }

    private static int exitCode(List<Diagnosis> found) {
        if (count(found, Outcome.UNREACHABLE) > 0) {
            return ExitCode.UNREACHABLE;
        }
        return count(found, Outcome.FAULT) > 0 ? ExitCode.FAILED : ExitCode.DONE;
    }
}
