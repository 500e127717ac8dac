package dev.taskflow.app;

import static dev.taskflow.app.Validators.listOf;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;

import org.apache.kafka.common.config.ConfigDef.Importance;

/** Where Kafka and the schema registry are. */
final class ConnectionKeys {
    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    static final String BASIC_AUTH_USER_INFO = "basic.auth.user.info";

    private ConnectionKeys() {}

    static void define(Definition keys) {
        keys.group("Connection")
                .key(
                        BOOTSTRAP_SERVERS,
                        LIST,
                        "127.0.0.1:9092",
                        listOf("host:port", entry -> entry.matches("\\S+:\\d{1,5}")),
                        Importance.HIGH,
                        "Kafka brokers to start from, as host:port, comma-separated.")
                .key(
                        SCHEMA_REGISTRY_URL,
                        LIST,
                        "http://127.0.0.1:8081",
                        listOf("http(s) URL", entry -> entry.matches("https?://\\S+")),
                        Importance.HIGH,
                        "Confluent-compatible schema registry; several URLs, comma-separated, are tried in turn.")
                .key(
                        BASIC_AUTH_USER_INFO,
                        PASSWORD,
                        null,
                        null,
                        Importance.MEDIUM,
                        "Credentials for the schema registry as user:password. Secret: prefer the environment variable with _FILE"
                                + " at its end, which names a file to read the value from.");
    }
}
