package dev.taskflow.app;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/** Keeps group and order, which {@link ConfigDef} wants with each key. */
final class Definition {
    private final ConfigDef definition = new ConfigDef();
    private String group = "";

    ConfigDef toConfigDef() {
        return definition;
    }

    /** The keys that follow are of this group. */
    Definition group(String name) {
        group = name;
        return this;
    }

    Definition key(
            String name,
            ConfigDef.Type type,
            @Nullable Object defaultValue,
            ConfigDef.@Nullable Validator validator,
            Importance importance,
            String documentation) {
        definition.define(
                name,
                type,
                defaultValue,
                validator,
                importance,
                documentation,
                group,
                definition.names().size(),
                ConfigDef.Width.MEDIUM,
                name);
        return this;
    }
}
