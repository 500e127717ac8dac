package dev.taskflow.devkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path of the registry, and what answers there.
 *
 * @param segments the path's parts; one in braces matches any and names it
 */
record Route(String method, List<String> segments, Function<Call, JsonNode> handler) {
    static Route of(String method, String path, Function<Call, JsonNode> handler) {
        return new Route(method, List.of(path.substring(1).split("/", -1)), handler);
    }

    /** The path's variables if the path is this route's, else null. */
    @Nullable
    Map<String, String> match(List<String> path) {
        if (path.size() != segments.size()) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String expected = segments.get(i);
            if (expected.startsWith("{")) {
                variables.put(expected.substring(1, expected.length() - 1), path.get(i));
            } else if (!expected.equals(path.get(i))) {
                return null;
            }
        }
        return variables;
    }
}
