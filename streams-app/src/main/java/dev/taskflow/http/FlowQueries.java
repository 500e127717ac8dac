package dev.taskflow.http;

import static dev.taskflow.http.Route.Access.CALLER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.peer.Cursors;
import dev.taskflow.http.view.Answers;
import dev.taskflow.http.view.FlowView;
import dev.taskflow.http.view.TaskView;
import dev.taskflow.http.view.Viewer;
import dev.taskflow.query.Page;
import dev.taskflow.query.StateReader;
import dev.taskflow.query.StateReader.Freshness;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Ids;
import dev.taskflow.rules.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The endpoints that read one flow and its tasks. */
final class FlowQueries {
    static final int DEFAULT_LIMIT = 50;
    static final int MOST = 500;

    private final StateReader reader;
    private final FlowRouting routing;
    private final Lookups lookups;
    private final Cursors cursors;

    FlowQueries(StateReader reader, FlowRouting routing, Lookups lookups, Cursors cursors) {
        this.reader = reader;
        this.routing = routing;
        this.lookups = lookups;
        this.cursors = cursors;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/flows/{flowId}", CALLER, Set.of("reveal", "stale"), this::flow),
                new Route(
                        "GET",
                        "/v1/flows/{flowId}/tasks",
                        CALLER,
                        Set.of("reveal", "stale", "limit", "cursor"),
                        this::tasks),
                new Route("GET", "/v1/flows/{flowId}/tasks/{runId}", CALLER, Set.of("reveal", "stale"), this::task));
    }

    private CompletableFuture<Answer.Whole> flow(Request request) {
        String token = request.pathParameter("flowId");
        if (lookups.isPartOf(request)) {
            return CompletableFuture.completedFuture(lookups.part(request, token));
        }
        CompletableFuture<Answer.Whole> byId = Ids.isLegal(token)
                ? byId(request, token)
                : CompletableFuture.completedFuture(Problem.notFound().answer(request.id()));
        return byId.thenCompose(answer -> answer.status() == 404 && !request.hop()
                ? lookups.byOwner(request, token)
                : CompletableFuture.completedFuture(answer));
    }

    /** The flow, or a 404 as an answer. */
    CompletableFuture<Answer.Whole> byId(Request request, String flowId) {
        return routing.answer(request, flowId, freshness -> {
            Viewer viewer = Viewer.of(request);
            Optional<Flow> flow = visible(viewer, flowId, freshness);
            return flow.map(found -> {
                        ObjectNode body = FlowView.of(found, viewer);
                        if (freshness == Freshness.STALE_ALLOWED) {
                            body.put("stale", true);
                        }
                        return Answer.json(200, body)
                                .with("ETag", Answers.etag(found.revision()))
                                .with("Content-Location", "/v1/flows/" + flowId);
                    })
                    .orElseGet(() -> Problem.notFound().answer(request.id()));
        });
    }

    private Optional<Flow> visible(Viewer viewer, String flowId, Freshness freshness) {
        return Quarantined.read(viewer, () -> reader.flow(flowId, freshness))
                .filter(flow -> viewer.sees(flow.origin().ownerKey())); // A1
    }

    private CompletableFuture<Answer.Whole> task(Request request) {
        String runId = request.pathParameter("runId");
        return ofFlow(request, freshness -> {
            Viewer viewer = Viewer.of(request);
            Task task = Optional.of(runId)
                    .filter(Ids::isLegal)
                    .flatMap(id -> Quarantined.read(viewer, () -> reader.task(flowId(request), id, freshness)))
                    .orElseThrow(Problem::notFound);
            ObjectNode body = TaskView.of(task, viewer);
            if (freshness == Freshness.STALE_ALLOWED) {
                body.put("stale", true);
            }
            return Answer.json(200, body);
        });
    }

    private CompletableFuture<Answer.Whole> tasks(Request request) {
        int limit = limit(request);
        String purpose = "tasks|" + flowId(request);
        Optional<String> after =
                request.parameters().one("cursor").map(cursor -> cursors.read(purpose, cursor, parts -> parts.get(0)));
        return ofFlow(request, freshness -> {
            Viewer viewer = Viewer.of(request);
            Page<Task> page = reader.tasks(flowId(request), after, limit, freshness);
            ObjectNode body = Json.object();
            ArrayNode tasks = body.putArray("tasks");
            page.items().forEach(task -> tasks.add(TaskView.of(task, viewer)));
            if (page.more() && !page.items().isEmpty()) {
                String last = page.items().get(page.items().size() - 1).runId();
                body.put("nextCursor", cursors.write(purpose, List.of(last)));
            }
            if (freshness == Freshness.STALE_ALLOWED) {
                body.put("stale", true);
            }
            return Answer.json(200, body);
        });
    }

    private CompletableFuture<Answer.Whole> ofFlow(Request request, Function<Freshness, Answer.Whole> read) {
        String flowId = flowId(request);
        return routing.answer(request, flowId, freshness -> {
            if (visible(Viewer.of(request), flowId, freshness).isEmpty()) {
                throw Problem.notFound();
            }
            return read.apply(freshness);
        });
    }

    static String flowId(Request request) {
        String flowId = request.pathParameter("flowId");
        if (!Ids.isLegal(flowId)) {
            throw Problem.notFound();
        }
        return flowId;
    }

    static int limit(Request request) {
        return request.parameters()
                .number("limit", 1, MOST)
                .orElse((long) DEFAULT_LIMIT)
                .intValue();
    }
}
