package dev.taskflow.http;

import java.util.List;
import java.util.Set;

/**
 * What is answered where.
 *
 * @param path a template such as {@code /v1/flows/{flowId}}
 * @param parameters the query parameters that it knows; any other is refused
 */
record Route(String method, String path, Access access, Set<String> parameters, Endpoint endpoint) {

    /** Who may come. */
    enum Access {
        ANYONE,
        CALLER,
        OPERATOR
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }
}
