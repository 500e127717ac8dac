package dev.taskflow.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The JSON of the API as its OpenAPI document describes it. A text that is not there is empty, a number 0. Each shape keeps
 * its {@code json} whole, which is what {@code --json} prints.
 */
public final class Shapes {

    private Shapes() {}

    /** What belongs to an owner. */
    public interface Owned {
        JsonNode json();

        /** Whose it is; empty: nobody's, or not told. */
        default String ownerKey() {
            return text(json(), "ownerKey");
        }

        /** Whether it is somebody else's, whose key is not told. */
        default boolean hidesOwner() {
            return items(json(), "redacted").anyMatch(field -> field.asText().equals("ownerKey"));
        }
    }

    /** Schema {@code Flow}. */
    public record Flow(JsonNode json) implements Owned {
        public String flowId() {
            return text(json, "flowId");
        }

        public String syncMode() {
            return text(json, "syncMode");
        }

        public String status() {
            return text(json, "status");
        }

        public boolean terminal() {
            return json.path("terminal").asBoolean();
        }

        public long revision() {
            return json.path("revision").asLong();
        }

        public String controllerId() {
            return text(json, "controllerId");
        }

        public String goal() {
            return text(json, "goal");
        }

        public boolean cancelRequested() {
            return json.has("cancelRequestedAt");
        }

        public long activeTasks() {
            return json.path("tasks").path("active").asLong();
        }

        public long totalTasks() {
            return json.path("tasks").path("total").asLong();
        }
    }

    /** Schema {@code Task}. */
    public record Task(JsonNode json) {
        public String runId() {
            return text(json, "runId");
        }

        public String runtime() {
            return text(json, "runtime");
        }

        public String status() {
            return text(json, "status");
        }

        public int attempt() {
            return json.path("attempt").asInt();
        }

        public String label() {
            return text(json, "label");
        }

        public String workerId() {
            return text(json, "workerId");
        }

        public String updatedAt() {
            return text(json, "updatedAt");
        }

        /** What it says of itself last: its error, its summary or its progress. */
        public String says() {
            return Stream.of(text(json.path("error"), "message"), text(json, "summary"), text(json, "progressSummary"))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
        }

        public boolean active() {
            return List.of("QUEUED", "RUNNING").contains(status());
        }
    }

    /** Schema {@code Event}. */
    public record Event(JsonNode json) {
        public static final String FLOW_SETTLED = "FLOW_SETTLED";

        public String flowId() {
            return text(json, "flowId");
        }

        public long sequence() {
            return json.path("sequence").asLong();
        }

        public String occurredAt() {
            return text(json, "occurredAt");
        }

        public String type() {
            return text(json, "type");
        }

        public JsonNode payload() {
            return json.path("payload");
        }

        /** A field of the payload. */
        public String said(String field) {
            return text(payload(), field);
        }

        /** The error in the payload: a task's has a message, a flow's is one. */
        public String error() {
            JsonNode error = payload().path("error");
            return error.isObject() ? text(error, "message") : error.asText("");
        }

        public boolean settles() {
            return type().equals(FLOW_SETTLED);
        }
    }

    /** Schema {@code Counts}. */
    public record Counts(JsonNode json) {
        public long of(String status) {
            return json.path("byStatus").path(status).asLong();
        }

        public long cancelRequested() {
            return json.path("cancelRequested").asLong();
        }

        public long total() {
            return json.path("total").asLong();
        }
    }

    /** Schema {@code Finding}. */
    public record Finding(JsonNode json) implements Owned {
        public String code() {
            return text(json, "code");
        }

        public String severity() {
            return text(json, "severity");
        }

        public String flowId() {
            return text(json, "flowId");
        }

        public String runId() {
            return text(json, "runId");
        }

        public String since() {
            return text(json, "since");
        }

        public String detail() {
            return text(json, "detail");
        }
    }

    /** Schema {@code Audit}. */
    public record Audit(JsonNode json) {
        public List<Finding> findings() {
            return items(json, "findings").map(Finding::new).toList();
        }

        public boolean truncated() {
            return json.path("truncated").asBoolean();
        }
    }

    /** Schemas {@code CommandAnswer} and {@code PendingCommand}. */
    public record Answer(JsonNode json) {
        public String flowId() {
            return text(json, "flowId");
        }

        public String outcome() {
            return text(json, "outcome");
        }

        /** Whether it was not decided in time. */
        public boolean pending() {
            return outcome().equals("PENDING");
        }

        public String status() {
            return text(json, "status");
        }

        public long revision() {
            return json.path("revision").asLong();
        }

        public List<Receipt> tasks() {
            return items(json, "tasks").map(Receipt::new).toList();
        }
    }

    /** Schema {@code TaskReceipt}. */
    public record Receipt(JsonNode json) {
        public String runId() {
            return text(json, "runId");
        }

        public String status() {
            return text(json, "status");
        }

        public boolean created() {
            return json.path("created").asBoolean();
        }
    }

    /** Schema {@code Problem}. */
    public record Problem(JsonNode json) {
        public String code() {
            return text(json, "code");
        }

        public String detail() {
            return text(json, "detail");
        }

        public String field() {
            return text(json, "field");
        }
    }

    /** Where the next page begins; empty: this was the last. */
    static Optional<String> nextCursor(JsonNode page) {
        return Optional.of(text(page, "nextCursor")).filter(cursor -> !cursor.isEmpty());
    }

    static Stream<JsonNode> items(JsonNode object, String field) {
        return StreamSupport.stream(object.path(field).spliterator(), false);
    }

    private static String text(JsonNode object, String field) {
        return object.path(field).asText("");
    }
}
