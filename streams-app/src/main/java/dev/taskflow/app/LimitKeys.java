package dev.taskflow.app;

import static dev.taskflow.app.Validators.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;

import dev.taskflow.rules.Limits;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** What is accepted from clients (X4). */
final class LimitKeys {
    static final String LIMIT_FIELD_BYTES = "limit.field.bytes";
    static final String LIMIT_COMMAND_BYTES = "limit.command.bytes";
    static final String LIMIT_TASKS_PER_COMMAND = "limit.tasks.per.command";
    static final String LIMIT_ACTIVE_TASKS = "limit.active.tasks";

    private LimitKeys() {}

    static void define(Definition keys) {
        keys.group("Limits")
                .key(
                        LIMIT_FIELD_BYTES,
                        INT,
                        Limits.DEFAULT.fieldBytes(),
                        between(1_024, 8_388_608),
                        Importance.LOW,
                        "Largest text or bytes field of a command or task event, in bytes of UTF-8; more is TOO_LARGE.")
                .key(
                        LIMIT_COMMAND_BYTES,
                        INT,
                        Limits.DEFAULT.recordBytes(),
                        between(4_096, 8_388_608),
                        Importance.LOW,
                        "Largest command, in bytes as encoded; more is TOO_LARGE.")
                .key(
                        LIMIT_TASKS_PER_COMMAND,
                        INT,
                        Limits.DEFAULT.tasksPerCommand(),
                        between(1, 100_000),
                        Importance.LOW,
                        "Most tasks in one command; more is LIMIT_EXCEEDED.")
                .key(
                        LIMIT_ACTIVE_TASKS,
                        INT,
                        Limits.DEFAULT.activeTasks(),
                        between(1, 10_000_000),
                        Importance.LOW,
                        "Most active tasks of one flow; more is LIMIT_EXCEEDED.");
    }
}
