package dev.taskflow.http;

import static dev.taskflow.http.Route.Access.CALLER;
import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.peer.Cursors;
import dev.taskflow.http.view.FlowView;
import dev.taskflow.http.view.Viewer;
import dev.taskflow.query.FlowFilter;
import dev.taskflow.query.FlowPage;
import dev.taskflow.query.FlowPosition;
import dev.taskflow.query.StateReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The list of flows. Each instance gives its page with the position of each flow and how far it looked; merged, the list goes
 * as far as all of them have looked.
 */
final class ListedFlows {
    private static final Set<String> PARAMETERS = Set.of(
            "status",
            "controller",
            "label",
            "createdFrom",
            "createdTo",
            "updatedFrom",
            "updatedTo",
            "cancelRequested",
            "limit",
            "cursor",
            "reveal");

    private final StateReader reader;
    private final Scatter scatter;
    private final Cursors cursors;

    ListedFlows(StateReader reader, Scatter scatter, Cursors cursors) {
        this.reader = reader;
        this.scatter = scatter;
        this.cursors = cursors;
    }

    private record Listed(FlowPosition position, JsonNode flow) {}

    Route route() {
        return new Route("GET", "/v1/flows", CALLER, PARAMETERS, this::list);
    }

    private CompletableFuture<Answer.Whole> list(Request request) {
        FlowFilter filter = Filters.of(request);
        int limit = FlowQueries.limit(request);
        // Not the limit and the like: they may change from page to page.
        String purpose = "flows|" + request.scope() + "|" + request.parameters().canonical(Filters.NAMES);
        Optional<FlowPosition> after =
                request.parameters().one("cursor").map(cursor -> cursors.read(purpose, cursor, ListedFlows::position));
        if (request.hop()) {
            return completedFuture(scatter.part(() -> page(request, purpose, filter, after, limit)));
        }
        return scatter.parts(
                        request,
                        () -> completedFuture(scatter.part(() -> page(request, purpose, filter, after, limit))))
                .thenApply(parts -> Answer.json(200, merged(parts, purpose, limit)));
    }

    private Answer.Whole page(
            Request request, String purpose, FlowFilter filter, Optional<FlowPosition> after, int limit) {
        Viewer viewer = Viewer.of(request);
        FlowPage page = reader.flows(filter, after, limit);
        ObjectNode body = Json.object();
        ArrayNode flows = body.putArray("flows");
        ArrayNode positions = body.putArray("positions");
        page.flows().forEach(flow -> {
            flows.add(FlowView.of(flow, viewer));
            positions.add(cursor(purpose, FlowPosition.of(flow)));
        });
        page.examinedTo().ifPresent(position -> body.put("examinedTo", cursor(purpose, position)));
        return Answer.json(200, body);
    }

    private ObjectNode merged(List<Answer.Whole> parts, String purpose, int limit) {
        List<Listed> all = new ArrayList<>();
        @Nullable FlowPosition horizon = null;
        for (Answer.Whole part : parts) {
            JsonNode page = parsed(part);
            for (int i = 0; i < page.path("flows").size(); i++) {
                all.add(new Listed(
                        cursors.read(purpose, page.path("positions").path(i).asText(), ListedFlows::position),
                        page.path("flows").get(i)));
            }
            if (page.has("examinedTo")) {
                FlowPosition examined =
                        cursors.read(purpose, page.get("examinedTo").asText(), ListedFlows::position);
                horizon = horizon == null || examined.compareTo(horizon) < 0 ? examined : horizon;
            }
        }
        all.sort(Comparator.comparing(Listed::position));
        ObjectNode body = Json.object();
        ArrayNode flows = body.putArray("flows");
        @Nullable FlowPosition last = null;
        for (Listed each : all) {
            if (flows.size() == limit || (horizon != null && each.position.compareTo(horizon) > 0)) {
                break;
            }
            flows.add(each.flow);
            last = each.position;
        }
        if (flows.size() < all.size() && flows.size() == limit && last != null) {
            body.put("nextCursor", cursor(purpose, last));
        } else if (horizon != null) {
            body.put("nextCursor", cursor(purpose, horizon));
        }
        return body;
    }

    private String cursor(String purpose, FlowPosition position) {
        return cursors.write(
                purpose,
                List.of(position.ownerKey(), String.valueOf(position.createdAt().toEpochMilli()), position.flowId()));
    }

    private static FlowPosition position(List<String> parts) {
        return new FlowPosition(parts.get(0), Instant.ofEpochMilli(Long.parseLong(parts.get(1))), parts.get(2));
    }

    static JsonNode parsed(Answer.Whole part) {
        try {
            return Json.parse(part.body());
        } catch (IOException foreign) {
            throw Problem.unavailable("Another instance answers in a way that this one does not understand.");
        }
    }
}
