package dev.taskflow.cli.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * A call of one of Kafka's tools.
 *
 * @param options what follows each option, in order; nothing for a flag
 */
record ToolCall(String tool, Map<String, List<String>> options) {
    private static final Map<String, ResourceType> RESOURCES = Map.of(
            "--topic",
            ResourceType.TOPIC,
            "--group",
            ResourceType.GROUP,
            "--transactional-id",
            ResourceType.TRANSACTIONAL_ID);

    /** The calls of a script, as a shell makes them. */
    static List<ToolCall> of(String script) throws IOException, InterruptedException {
        // Each tool is replaced by one that tells what it is called with.
        String told = script.replaceAll("(?m)^(kafka-\\w+\\.sh) ", "printf '%s\\\\n' ---- $1 ");
        Process shell = new ProcessBuilder("sh", "-e").redirectErrorStream(true).start();
        shell.getOutputStream().write(told.getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();
        List<String> lines = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (shell.waitFor() != 0) {
            throw new AssertionError(lines);
        }
        List<ToolCall> calls = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String word = lines.get(i);
            if (word.equals("----")) {
                calls.add(new ToolCall(lines.get(++i), new LinkedHashMap<>()));
            } else if (word.startsWith("--")) {
                values = calls.get(calls.size() - 1).options.computeIfAbsent(word, key -> new ArrayList<>());
            } else {
                values.add(word);
            }
        }
        return calls;
    }

    private String one(String option) {
        List<String> values = options.getOrDefault(option, List.of());
        if (values.size() != 1) {
            throw new AssertionError(option + " of " + this);
        }
        return values.get(0);
    }

    /** What a {@code kafka-topics.sh --create} asks for. */
    NewTopic topic() {
        Map<String, String> configs = new HashMap<>();
        for (String config : options.getOrDefault("--config", List.of())) {
            configs.put(config.substring(0, config.indexOf('=')), config.substring(config.indexOf('=') + 1));
        }
        Optional<Short> replicas = options.containsKey("--replication-factor")
                ? Optional.of(Short.valueOf(one("--replication-factor")))
                : Optional.empty();
        return new NewTopic(one("--topic"), Optional.of(Integer.valueOf(one("--partitions"))), replicas)
                .configs(configs);
    }

    /** What a {@code kafka-acls.sh --add} asks for. */
    List<AclBinding> bindings() {
        String option = RESOURCES.keySet().stream()
                .filter(options::containsKey)
                .findFirst()
                .orElseThrow();
        PatternType pattern = options.containsKey("--resource-pattern-type")
                ? PatternType.valueOf(one("--resource-pattern-type").toUpperCase(Locale.ROOT))
                : PatternType.LITERAL;
        ResourcePattern resource = new ResourcePattern(RESOURCES.get(option), one(option), pattern);
        return options.getOrDefault("--operation", List.of()).stream()
                .map(name -> ExportTest.allow(one("--allow-principal"), SecurityUtils.operation(name), resource))
                .toList();
    }
}
