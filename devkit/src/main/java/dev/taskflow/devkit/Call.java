package dev.taskflow.devkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as a route's handler sees it.
 *
 * @param variables what stood in the path where the route has a name in braces
 * @param query the query's parameters, the last one of a name
 * @param body null if the request had none
 */
record Call(Map<String, String> variables, Map<String, String> query, @Nullable JsonNode body) {
    String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no variable " + name);
        }
        return value;
    }

    String subject() {
        String subject = variable("subject");
        if (subject.isBlank() || subject.chars().anyMatch(Character::isISOControl)) {
            throw RegistryException.invalidSubject(subject);
        }
        return subject;
    }

    VersionNumber version() {
        return VersionNumber.of(variable("version"));
    }

    int id() {
        try {
            return Integer.parseInt(variable("id"));
        } catch (NumberFormatException e) {
            throw RegistryException.noSuchPath();
        }
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query.get(name));
    }

    JsonNode requireBody() {
        if (body == null || !body.isObject()) {
            throw RegistryException.badRequest("The request needs a body with a JSON object");
        }
        return body;
    }
}
