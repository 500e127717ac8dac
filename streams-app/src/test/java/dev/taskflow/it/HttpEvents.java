package dev.taskflow.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Server-sent events of one stream, as they come in. */
final class HttpEvents implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An event and the place behind it. */
    record Event(String id, JsonNode data) {
        String flowId() {
            return data.path("flowId").asText();
        }

        long sequence() {
            return data.path("sequence").asLong();
        }
    }

    private final Stream<String> lines;
    private final List<String> text = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();

    HttpEvents(Stream<String> lines) {
        this.lines = lines;
        Thread reader = new Thread(this::read, "events-of-a-stream");
        reader.setDaemon(true);
        reader.start();
        TopicLog.await("the stream begins", () -> !text.isEmpty());
    }

    private void read() {
        String[] id = {""};
        try {
            lines.forEach(line -> {
                text.add(line);
                if (line.startsWith("id: ")) {
                    id[0] = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(id[0], parsed(line.substring(6))));
                }
            });
        } catch (UncheckedIOException closed) {
            // Nothing more comes.
        }
    }

    private static JsonNode parsed(String data) {
        try {
            return JSON.readTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    /** The events up to the end of this flow, when it has come. */
    List<Event> untilSettled(String flowId) {
        TopicLog.await("the end of " + flowId, () -> events.stream()
                .anyMatch(each -> each.flowId().equals(flowId)
                        && each.data().path("type").asText().equals("FLOW_SETTLED")));
        return events();
    }

    String text() {
        return String.join("\n", text);
    }

    @Override
    public void close() {
        lines.close();
    }
}
