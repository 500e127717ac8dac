package dev.taskflow.http;

import static dev.taskflow.http.Route.Access.CALLER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.EventSink;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.live.EventHub;
import dev.taskflow.http.live.FlowHistory;
import dev.taskflow.http.live.StreamViewer;
import dev.taskflow.http.peer.Cursors;
import dev.taskflow.http.view.EventView;
import dev.taskflow.http.view.Viewer;
import dev.taskflow.v1.FlowEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;

/** The endpoints that tell what happened and what happens. */
final class Events {
    private static final String EVENT_STREAM = "text/event-stream";

    private final FlowQueries flows;
    private final FlowHistory history;
    private final EventHub hub;
    private final Cursors cursors;
    private final ExecutorService readers;
    private final ApiAccess access;
    private final Semaphore streams;

    /**
     * @param readers reads histories, which wait for Kafka; bounded, and refuses what is too much
     */
    Events(
            FlowQueries flows,
            FlowHistory history,
            EventHub hub,
            Cursors cursors,
            ExecutorService readers,
            ApiAccess access,
            int mostStreams) {
        this.flows = flows;
        this.history = history;
        this.hub = hub;
        this.cursors = cursors;
        this.readers = readers;
        this.access = access;
        this.streams = new Semaphore(mostStreams);
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/events", CALLER, Set.of("reveal"), this::all),
                new Route(
                        "GET", "/v1/flows/{flowId}/events", CALLER, Set.of("reveal", "limit", "cursor"), this::ofFlow));
    }

    private CompletableFuture<Answer> all(Request request) {
        if (request.header("accept").filter(accept -> !accepts(accept)).isPresent()) {
            throw new Problem(406, "NOT_ACCEPTABLE", "This is a stream: accept text/event-stream.");
        }
        return CompletableFuture.completedFuture(stream(request, event -> true));
    }

    private static boolean accepts(String accept) {
        return accept.contains(EVENT_STREAM) || accept.contains("text/*") || accept.contains("*/*");
    }

    private CompletableFuture<Answer> ofFlow(Request request) {
        String flowId = FlowQueries.flowId(request);
        boolean streamed = request.header("accept").orElse("").contains(EVENT_STREAM);
        String purpose = "events|" + flowId;
        Optional<FlowHistory.Place> from =
                request.parameters().one("cursor").map(text -> cursors.read(purpose, text, Events::place));
        int limit = FlowQueries.limit(request);
        Request plain = request.asking("/v1/flows/" + flowId, "reveal=" + request.reveal());
        return flows.byId(plain, flowId).thenCompose(answer -> {
            if (answer.status() != 200) {
                return CompletableFuture.completedFuture((Answer) answer);
            }
            if (streamed) {
                return CompletableFuture.completedFuture(
                        stream(request, event -> event.getFlowId().equals(flowId)));
            }
            return page(request, purpose, ListedFlows.parsed(answer), from, limit);
        });
    }

    private Answer stream(Request request, Predicate<FlowEvent> asked) {
        Viewer viewer = Viewer.of(request);
        Optional<String> authorization = request.header("authorization");
        Predicate<FlowEvent> wanted = event -> viewer.sees(event.getOwnerKey()) && asked.test(event);
        if (!streams.tryAcquire()) {
            throw Problem.busy("There are as many event streams as this instance takes.");
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return new Answer.Stream(
                (EventSink sink) -> {
                    Runnable unsubscribe = hub.subscribe(
                            request.header("last-event-id").filter(id -> !id.isEmpty()),
                            new StreamViewer(
                                    wanted,
                                    event ->
                                            new String(Json.bytes(EventView.of(event, viewer)), StandardCharsets.UTF_8),
                                    () -> access.stillKnows(request.caller(), authorization)),
                            sink);
                    return () -> {
                        unsubscribe.run();
                        release(held);
                    };
                },
                () -> release(held));
    }

    private void release(AtomicBoolean held) {
        if (held.getAndSet(false)) {
            streams.release();
        }
    }

    private CompletableFuture<Answer> page(
            Request request, String purpose, JsonNode flow, Optional<FlowHistory.Place> from, int limit) {
        Viewer viewer = Viewer.of(request);
        FlowHistory.Span span = new FlowHistory.Span(
                flow.path("flowId").asText(),
                viewer::sees,
                Instant.parse(flow.path("createdAt").asText()),
                flow.path("sequence").asLong(),
                from,
                limit);
        try {
            return CompletableFuture.supplyAsync(() -> read(span), readers).thenApply(part -> {
                ObjectNode body = Json.object();
                ArrayNode events = body.putArray("events");
                part.events().forEach(event -> events.add(EventView.of(event, viewer)));
                part.next()
                        .ifPresent(next -> body.put(
                                "nextCursor",
                                cursors.write(
                                        purpose,
                                        List.of(String.valueOf(next.offset()), String.valueOf(next.sequence())))));
                return Answer.json(200, body);
            });
        } catch (RejectedExecutionException tooMany) {
            throw Problem.busy("There are as many histories being read as this instance takes.");
        }
    }

    private static FlowHistory.Place place(List<String> parts) {
        return new FlowHistory.Place(Long.parseLong(parts.get(0)), Long.parseLong(parts.get(1)));
    }

    private FlowHistory.Part read(FlowHistory.Span span) {
        try {
            return history.read(span);
        } catch (KafkaException away) {
            throw Problem.unavailable("Kafka does not give the history now.");
        }
    }
}
