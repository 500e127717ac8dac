package dev.taskflow.cli;

import dev.taskflow.cli.api.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** An event in one line. */
final class EventWords {

    /** What is worth saying of an event, in this order; the type says the rest. */
    private static final List<String> FIELDS = List.of(
            "runId",
            "status",
            "runtime",
            "attempt",
            "workerId",
            "currentStep",
            "blockedTaskId",
            "blockedSummary",
            "notBefore",
            "wakeAt",
            "goal",
            "reason",
            "summary");

    private EventWords() {}

    static String line(Shapes.Event event) {
        StringJoiner words = new StringJoiner("  ");
        words.add(event.occurredAt()).add("#" + event.sequence());
        words.add(event.type().toLowerCase(Locale.ROOT).replace('_', ' '));
        List<String> fields = new ArrayList<>();
        FIELDS.forEach(field -> {
            String value = event.said(field);
            if (!value.isEmpty()) {
                fields.add(field.equals("runId") || field.equals("status") ? value : field + "=" + value);
            }
        });
        String error = event.error();
        if (!error.isEmpty()) {
            fields.add("error=" + error);
        }
        return fields.isEmpty()
                ? words.toString()
                : words.add(String.join(" ", fields)).toString();
    }
}
