package dev.taskflow.cli.export;

import dev.taskflow.access.Grant;
import dev.taskflow.access.Requirements;
import dev.taskflow.access.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** A script for a shell that has Kafka's tools, a line for each topic and for each resource of a role. It may be repeated. */
public final class CommandsExport implements Export {
    private static final String BEGIN =
            """
            #!/bin/sh
            # TaskFlow's topics, and who may do what with them, made by Kafka's command-line tools. A line that fails ends the
            # script; it may be run again.
            set -eu
            """;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/,=@%+-]+");

    private final List<String> connection;

    /**
     * @param bootstrapServers where the tools connect to
     * @param commandConfig properties file by which they log in; empty for none
     */
    public CommandsExport(String bootstrapServers, String commandConfig) {
        List<String> options = new ArrayList<>(List.of("--bootstrap-server", bootstrapServers));
        if (!commandConfig.isEmpty()) {
            options.addAll(List.of("--command-config", commandConfig));
        }
        connection = List.copyOf(options);
    }

    @Override
    public String of(Requirements requirements) {
        StringBuilder script = new StringBuilder(BEGIN);
        requirements.topics().forEach(topic -> line(script, topic(topic)));
        for (Role role : requirements.roles()) {
            script.append("# ")
                    .append(role.name())
                    .append(": ")
                    .append(role.purpose())
                    .append('\n');
            role.grants().forEach(grant -> line(script, acl(role, grant)));
        }
        return script.toString();
    }

    private List<String> topic(NewTopic topic) {
        List<String> words = command("kafka-topics.sh");
        words.addAll(List.of("--create", "--if-not-exists", "--topic", topic.name()));
        words.addAll(List.of("--partitions", Integer.toString(topic.numPartitions())));
        if (topic.replicationFactor() > 0) {
            words.addAll(List.of("--replication-factor", Short.toString(topic.replicationFactor())));
        }
        new TreeMap<>(topic.configs()).forEach((key, value) -> words.addAll(List.of("--config", key + "=" + value)));
        return words;
    }

    private List<String> acl(Role role, Grant grant) {
        List<String> words = command("kafka-acls.sh");
        words.addAll(List.of("--add", "--allow-principal", role.principal()));
        OperationNames.of(grant.operations()).forEach(name -> words.addAll(List.of("--operation", name)));
        words.addAll(List.of(
                option(grant.resource().resourceType()), grant.resource().name()));
        if (grant.resource().patternType() == PatternType.PREFIXED) {
            words.addAll(List.of("--resource-pattern-type", "prefixed"));
        }
        return words;
    }

    private static String option(ResourceType type) {
        return switch (type) {
            case TOPIC -> "--topic";
            case GROUP -> "--group";
            case TRANSACTIONAL_ID -> "--transactional-id";
            default -> throw new IllegalArgumentException("No role has rights on a " + type);
        };
    }

    private List<String> command(String tool) {
        List<String> words = new ArrayList<>(List.of(tool));
        words.addAll(connection);
        return words;
    }

    private static void line(StringBuilder script, List<String> words) {
        script.append(words.stream().map(CommandsExport::quoted).collect(Collectors.joining(" ")))
                .append('\n');
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
