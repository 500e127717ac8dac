package dev.taskflow.http.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.RejectionCode;
import java.time.Instant;

/** A command's result as HTTP has it. */
public final class Answers {
    private Answers() {}

    /** Schema {@code CommandAnswer} of the OpenAPI document. */
    public static ObjectNode decided(CommandResult result) {
        ObjectNode body = Json.object()
                .put("commandId", result.getCommandId())
                .put("flowId", result.getFlowId())
                .put("outcome", result.getOutcome().name());
        result.getRevision().ifPresent(revision -> body.put("revision", revision));
        result.getStatus().ifPresent(status -> body.put("status", status.name()));
        result.getEndedAt().ifPresent(end -> body.put("endedAt", View.time(end)));
        ArrayNode tasks = body.putArray("tasks");
        result.getTasks().forEach(task -> tasks.add(TaskView.of(task)));
        return body.put("decidedAt", View.time(result.getDecidedAt()));
    }

    /** What the processor's refusal is. */
    public static Problem rejection(CommandResult result) {
        RejectionCode code = result.getCode().orElse(RejectionCode.UNSPECIFIED);
        if (code == RejectionCode.NOT_FOUND) {
            return Problem.notFound(); // A1
        }
        Problem problem =
                new Problem(status(code), code.name(), result.getMessage().orElse("The command was rejected."));
        ObjectNode more = problem.more();
        result.getRevision().ifPresent(revision -> more.put("revision", revision));
        result.getStatus().ifPresent(status -> more.put("flowStatus", status.name()));
        result.getEndedAt().ifPresent(end -> more.put("endedAt", View.time(end)));
        if (!result.getTasks().isEmpty()) {
            ArrayNode tasks = more.putArray("tasks");
            result.getTasks().forEach(task -> tasks.add(TaskView.of(task)));
        }
        return problem;
    }

    private static int status(RejectionCode code) {
        return switch (code) {
            case NOT_FOUND -> 404;
            case INVALID, UNKNOWN_RUNTIME -> 422;
            case TOO_LARGE -> 413;
            case FORBIDDEN -> 403;
            case FLOW_ID_TAKEN,
                    NOT_MANAGED,
                    CANCEL_REQUESTED,
                    TERMINAL,
                    REVISION_CONFLICT,
                    ACTIVE_TASKS,
                    LIMIT_EXCEEDED,
                    UNSPECIFIED -> 409;
        };
    }

    /** A time as every view has it: in UTC, to the millisecond, so that texts compare as times do. */
    public static String time(Instant time) {
        return View.time(time);
    }

    public static String etag(long revision) {
        return "\"" + revision + "\"";
    }
}
