package dev.taskflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.cli.text.Table;
import dev.taskflow.cli.text.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints one object field by field, by the API's names, so that a field of a later version is shown too. */
final class Details {

    private static final String LEFT_OUT = "redacted";

    private Details() {}

    static void print(Terminal terminal, JsonNode object) {
        Table table = new Table("FIELD", "VALUE");
        object.properties().forEach(field -> {
            if (!field.getKey().equals(LEFT_OUT)) {
                table.row(field.getKey(), inWords(field.getValue()));
            }
        });
        terminal.table(table);
        List<String> leftOut = texts(object.path(LEFT_OUT));
        if (!leftOut.isEmpty()) {
            terminal.line("Left out: " + String.join(", ", leftOut) + "; --reveal shows it to whom it may be shown.");
        }
    }

    /** Objects as {@code a=1, b=2}; what is in them as JSON. */
    private static String inWords(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(field -> field.getKey() + "="
                            + field.getValue().asText(field.getValue().toString()))
                    .collect(Collectors.joining(", "));
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
