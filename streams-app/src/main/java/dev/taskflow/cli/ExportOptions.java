package dev.taskflow.cli;

import dev.taskflow.access.Requirements;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.cli.export.CommandsExport;
import dev.taskflow.cli.export.Export;
import dev.taskflow.cli.export.JsonExport;
import dev.taskflow.cli.export.StrimziExport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code topics export} writes, and how. */
final class ExportOptions {
    /** How it is written. */
    enum Format {
        strimzi,
        commands,
        json
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--format",
            required = true,
            description = "strimzi: KafkaTopic and KafkaUser resources (kafka.strimzi.io/v1); commands: a shell script"
                    + " of calls of kafka-topics.sh and kafka-acls.sh; json: one document.")
    private Format format = Format.json;

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            description = "A runtime whose workers get a role; may be repeated. All configured ones by default.")
    private List<String> runtimes = new ArrayList<>();

    @Option(
            names = "--consumer",
            paramLabel = "GROUP",
            description =
                    "A consumer group that reacts to settlements: gets a role and its dead-letter topic. May be repeated.")
    private List<String> consumers = new ArrayList<>();

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "With strimzi: the name of the Kafka resource that topics and users belong to.")
    private @Nullable String cluster;

    @Option(
            names = "--authentication",
            paramLabel = "TYPE",
            defaultValue = "scram-sha-512",
            description = "With strimzi: how users log in: ${DEFAULT-VALUE} by default, tls or tls-external.")
    private String authentication = "scram-sha-512";

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            defaultValue = "",
            description = "With commands: the properties file by which the tools log in.")
    private String commandConfig = "";

    /** The text, ending in a line break. */
    String export(TaskFlowConfig config) {
        Export export =
                switch (format) {
                    case strimzi -> new StrimziExport(cluster(), authentication());
                    case commands -> new CommandsExport(config.bootstrapServers(), commandConfig);
                    case json -> new JsonExport();
                };
        try {
            return export.of(Requirements.of(
                    config.installation(),
                    runtimes.isEmpty() ? config.topics().runtimes() : once(runtimes),
                    once(consumers)));
        } catch (IllegalArgumentException wrong) {
            throw wrong(String.valueOf(wrong.getMessage()));
        }
    }

    private static Collection<String> once(List<String> names) {
        return new LinkedHashSet<>(names);
    }

    private String cluster() {
        if (cluster == null || cluster.isBlank()) {
            throw wrong("--cluster is missing: the name of the Kafka resource that topics and users belong to");
        }
        return cluster;
    }

    private String authentication() {
        Set<String> known = Set.of("scram-sha-512", "tls", "tls-external");
        if (!known.contains(authentication)) {
            throw wrong("--authentication must be scram-sha-512, tls or tls-external, not " + authentication);
        }
        return authentication;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
