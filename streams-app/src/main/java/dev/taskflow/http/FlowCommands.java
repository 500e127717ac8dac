package dev.taskflow.http;

import static dev.taskflow.http.Route.Access.CALLER;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.body.CommandBodies;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.view.Answers;
import dev.taskflow.rules.Ids;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.ReplyMode;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints that change something: each publishes one command, for the caller's owner, and waits for its result. */
final class FlowCommands {
    private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");

    private static final Logger LOG = LoggerFactory.getLogger(FlowCommands.class);

    private final CommandGateway gateway;
    private final ApiBounds bounds;
    private final Clock clock;
    private final Executor threads;

    /** @param threads hands the commands over, which may wait for Kafka; refuses what is too much */
    FlowCommands(CommandGateway gateway, ApiBounds bounds, Clock clock, Executor threads) {
        this.threads = threads;
        this.gateway = gateway;
        this.bounds = bounds;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                post("/v1/flows", this::create),
                post("/v1/flows/{flowId}/tasks", onFlow("spawn", CommandBodies::spawnTasks)),
                post("/v1/flows/{flowId}/waiting", onFlow("waiting", CommandBodies::setWaiting)),
                post("/v1/flows/{flowId}/resume", onFlow("resume", CommandBodies::resume)),
                post("/v1/flows/{flowId}/finish", onFlow("finish", CommandBodies::finish)),
                post("/v1/flows/{flowId}/fail", onFlow("fail", CommandBodies::fail)),
                post("/v1/flows/{flowId}/cancel", onFlow("cancel", CommandBodies::requestCancel)),
                post("/v1/flows/{flowId}/notify-policy", onFlow("notify-policy", CommandBodies::setNotifyPolicy)),
                post("/v1/flows/{flowId}/tasks/{runId}/cancel", this::cancelTask));
    }

    private Route post(String path, Endpoint endpoint) {
        return new Route("POST", path, CALLER, Set.of(), request -> {
            try {
                return CompletableFuture.supplyAsync(() -> endpoint.answer(request), threads)
                        .thenCompose(answer -> answer);
            } catch (RejectedExecutionException tooMany) {
                throw Problem.busy("There are as many commands under way as this instance takes.");
            }
        });
    }

    private CompletableFuture<Answer> create(Request request) {
        CommandBodies.Creation creation = CommandBodies.createFlow(request.body());
        IdempotencyKey key = IdempotencyKey.of(request);
        // The same request sent again must mean the same flow, or it would make a second one.
        String flowId = creation.flowId()
                .orElseGet(
                        () -> key.isGiven() ? "f-" + key.scopedTo("flow").substring(0, 32) : "f-" + UUID.randomUUID());
        return send(request, flowId, key.scopedTo("create", flowId), creation.payload(), true);
    }

    private Endpoint onFlow(String operation, Function<byte[], CommandBodies.Payload> read) {
        return request -> {
            String flowId = legal(request.pathParameter("flowId"));
            String commandId = IdempotencyKey.of(request).scopedTo(operation, flowId);
            return send(request, flowId, commandId, read.apply(request.body()), false);
        };
    }

    private CompletableFuture<Answer> cancelTask(Request request) {
        String flowId = legal(request.pathParameter("flowId"));
        String runId = legal(request.pathParameter("runId"));
        String commandId = IdempotencyKey.of(request).scopedTo("cancel-task", flowId, runId);
        return send(request, flowId, commandId, CommandBodies.cancelTask(request.body(), runId), false);
    }

    /** What cannot be an id is none that there is. */
    private static String legal(String id) {
        if (!Ids.isLegal(id)) {
            throw Problem.notFound();
        }
        return id;
    }

    private CompletableFuture<Answer> send(
            Request request, String flowId, String commandId, CommandBodies.Payload payload, boolean creates) {
        Duration wait = Waiting.of(request, bounds);
        FlowCommand.Builder command = FlowCommand.newBuilder()
                .setCommandId(commandId)
                .setFlowId(flowId)
                .setOwnerKey(request.writesFor()) // A1: never from the body
                .setIssuedAt(clock.instant())
                .setExpectedRevision(ExpectedRevision.of(request).orElse(null))
                .setReply(ReplyMode.ALWAYS);
        payload.into(command);
        CommandGateway.Submission submission = gateway.submit(command.build(), traceHeaders(request));
        return within(submission.result(), wait)
                .<Answer>thenApply(result -> decided(result, creates))
                .exceptionallyCompose(failure -> undecided(submission, failure, flowId, commandId));
    }

    private static <T> CompletableFuture<T> within(CompletableFuture<T> future, Duration limit) {
        return future.copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Map<String, String> traceHeaders(Request request) {
        Map<String, String> headers = new HashMap<>();
        TRACE_HEADERS.forEach(name -> request.header(name).ifPresent(value -> headers.put(name, value)));
        return headers;
    }

    private static Answer decided(CommandResult result, boolean creates) {
        if (result.getOutcome() != CommandOutcome.ACCEPTED && result.getOutcome() != CommandOutcome.REPLAYED) {
            throw Answers.rejection(result);
        }
        boolean created = creates && result.getOutcome() == CommandOutcome.ACCEPTED;
        Answer.Whole answer = Answer.json(created ? 201 : 200, Answers.decided(result));
        if (result.getRevision().isPresent()) {
            answer = answer.with("ETag", Answers.etag(result.getRevision().get()));
        }
        return created ? answer.with("Location", location(result.getFlowId())) : answer;
    }

    /** Only what Kafka has may be called accepted, however short the wait for the result was. */
    private CompletableFuture<Answer> undecided(
            CommandGateway.Submission submission, Throwable failure, String flowId, String commandId) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof TimeoutException)) {
            return CompletableFuture.failedFuture(unconfirmed(cause, flowId));
        }
        return within(submission.published(), bounds.usualWait()).handle((published, notPublished) -> {
            if (notPublished != null) {
                throw unconfirmed(notPublished, flowId);
            }
            ObjectNode body = Json.object()
                    .put("commandId", commandId)
                    .put("flowId", flowId)
                    .put("outcome", "PENDING");
            return Answer.json(202, body).with("Location", location(flowId)).with("Retry-After", "1");
        });
    }

    private static Problem unconfirmed(@Nullable Throwable failure, String flowId) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            return problem;
        }
        LOG.warn("Kafka did not confirm a command: {}", String.valueOf(cause));
        return Problem.unavailable(
                "Kafka has not confirmed the command, which may take effect all the same: send it again"
                        + " with the same Idempotency-Key, or look at the flow " + flowId + ".");
    }

    private static String location(String flowId) {
        return "/v1/flows/" + flowId;
    }
}
