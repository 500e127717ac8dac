package dev.taskflow.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What a request is answered with. */
public sealed interface Answer {

    /** An answer that is there. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(int status, String contentType, byte[] body, Map<String, String> headers) implements Answer {
        public Whole {
            headers = Map.copyOf(headers);
        }

        public Whole(int status, String contentType, byte[] body) {
            this(status, contentType, body, Map.of());
        }

        public Whole with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Whole(status, contentType, body, more);
        }
    }

    /**
     * Server-sent events, for as long as both sides want.
     *
     * @param begin takes the way to the client and returns what to do when the client has gone, or was given up
     * @param release what to do if it never begins
     */
    record Stream(Function<EventSink, Runnable> begin, Runnable release) implements Answer {}

    static Whole json(int status, JsonNode body) {
        return new Whole(status, "application/json", Json.bytes(body));
    }
}
