package dev.taskflow.app;

import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;

/** How the log is written. */
final class LogKeys {
    static final String LOG_FORMAT = "log.format";

    static final List<String> FORMATS = List.of("text", "json");

    private LogKeys() {}

    static void define(Definition keys) {
        keys.group("Log")
                .key(
                        LOG_FORMAT,
                        STRING,
                        FORMATS.get(0),
                        ValidString.in(FORMATS.toArray(String[]::new)),
                        Importance.LOW,
                        "How 'taskflow run' writes its log to standard error: 'text' for people, 'json' with one object a line for"
                                + " programs.");
    }
}
