package dev.taskflow.app;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;

/** The reference of all configuration keys as Markdown, made from their definition so that it cannot be wrong. */
public final class ConfigTable {

    private ConfigTable() {}

    /** One table for each group of keys. */
    public static String markdown() {
        return ConfigKeys.DEFINITION.groups().stream().map(ConfigTable::group).collect(Collectors.joining("\n"));
    }

    private static String group(String name) {
        List<ConfigDef.ConfigKey> keys = ConfigKeys.DEFINITION.configKeys().values().stream()
                .filter(key -> name.equals(key.group))
                .sorted((left, right) -> Integer.compare(left.orderInGroup, right.orderInGroup))
                .toList();
        return keys.stream()
                .map(ConfigTable::row)
                .collect(Collectors.joining(
                        "\n",
                        "### " + name
                                + "\n\n| key | environment | type | default | allowed | meaning |\n|---|---|---|---|---|---|\n",
                        "\n"));
    }

    private static String row(ConfigDef.ConfigKey key) {
        return "| `" + key.name + "` | `" + ConfigSources.variable(key.name) + "` | " + type(key) + " | "
                + defaultValue(key) + " | " + allowed(key) + " | " + key.documentation + " |";
    }

    private static String type(ConfigDef.ConfigKey key) {
        return switch (key.type) {
            case LIST -> "list";
            case PASSWORD -> "secret";
            case STRING -> "text";
            case BOOLEAN -> "true or false";
            default -> "number";
        };
    }

    private static String defaultValue(ConfigDef.ConfigKey key) {
        return key.defaultValue == null ? "none" : "`" + ConfigDef.convertToString(key.defaultValue, key.type) + "`";
    }

    private static String allowed(ConfigDef.ConfigKey key) {
        return key.validator == null ? "" : key.validator.toString();
    }
}
