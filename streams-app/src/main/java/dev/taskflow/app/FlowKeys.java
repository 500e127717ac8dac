package dev.taskflow.app;

import static dev.taskflow.app.Validators.millisFrom;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** How flows and tasks behave where a command does not say. */
final class FlowKeys {
    static final String CANCEL_GRACE_MS = "cancel.grace.ms";
    static final String RETENTION_MS = "retention.ms";

    private FlowKeys() {}

    static void define(Definition keys) {
        keys.group("Flows and tasks")
                .key(
                        CANCEL_GRACE_MS,
                        LONG,
                        Duration.ofMinutes(1).toMillis(),
                        millisFrom(0),
                        Importance.MEDIUM,
                        "Time that running children of a cancelled flow have to report, in milliseconds, where neither command nor flow says"
                                + " otherwise; after it they are LOST and the flow settles.")
                .key(
                        RETENTION_MS,
                        LONG,
                        Duration.ofDays(7).toMillis(),
                        millisFrom(60_000),
                        Importance.MEDIUM,
                        "Time that an ended flow and its tasks stay in the stores, in milliseconds.");
    }
}
