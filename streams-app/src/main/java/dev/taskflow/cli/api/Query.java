package dev.taskflow.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a request. For use by one thread. */
public final class Query {

    private final List<String> parameters = new ArrayList<>();

    /** Adds a parameter; null is left out. */
    public Query with(String name, @Nullable Object value) {
        if (value != null) {
            parameters.add(name + "=" + encoded(value.toString()));
        }
        return this;
    }

    /** Shows what is left out by default. */
    public Query reveal(boolean reveal) {
        return reveal ? with("reveal", true) : this;
    }

    Query copy() {
        Query copy = new Query();
        copy.parameters.addAll(parameters);
        return copy;
    }

    /** Percent-encoded as UTF-8, for a parameter or a segment of a path. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    @Override
    public String toString() {
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }
}
