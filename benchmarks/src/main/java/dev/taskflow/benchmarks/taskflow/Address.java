package dev.taskflow.benchmarks.taskflow;

import java.util.Map;

/**
 * Where TaskFlow is.
 *
 * @param bootstrapServers its Kafka
 * @param registryUrl its schema registry
 */
record Address(String bootstrapServers, String registryUrl) {
    private static final String KAFKA = "bootstrap.servers";
    private static final String REGISTRY = "schema.registry.url";

    static Address of(Map<String, String> settings) {
        return new Address(required(settings, KAFKA), required(settings, REGISTRY));
    }

    private static String required(Map<String, String> settings, String key) {
        String value = settings.get(key);
        if (value == null) {
            throw new IllegalArgumentException("The address has no " + key + ": " + settings);
        }
        return value;
    }

    Map<String, String> settings() {
        return Map.of(KAFKA, bootstrapServers, REGISTRY, registryUrl);
    }
}
