package dev.taskflow.app;

import org.apache.kafka.common.config.ConfigDef;

/**
 * Every configuration key: its name, type, default, bounds and documentation. Each group of keys is a class of its own, the
 * one place that knows their defaults.
 */
final class ConfigKeys {
    static final ConfigDef DEFINITION = definition();

    private ConfigKeys() {}

    /** The order is that of the reference. */
    private static ConfigDef definition() {
        Definition keys = new Definition();
        ConnectionKeys.define(keys);
        TopicKeys.define(keys);
        ProcessorKeys.define(keys);
        InstanceKeys.define(keys);
        MemoryKeys.define(keys);
        FlowKeys.define(keys);
        LimitKeys.define(keys);
        HttpKeys.define(keys);
        LogKeys.define(keys);
        return keys.toConfigDef();
    }
}
