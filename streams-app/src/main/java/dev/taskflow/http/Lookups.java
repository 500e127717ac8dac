package dev.taskflow.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.view.Answers;
import dev.taskflow.http.view.FlowView;
import dev.taskflow.http.view.Viewer;
import dev.taskflow.query.Lookup;
import dev.taskflow.query.StateReader;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What else but a flow's id can stand for a flow: an owner key, for that owner's newest open flow, else the newest. */
final class Lookups {
    private static final String HEADER = "taskflow-lookup";

    private final StateReader reader;
    private final Scatter scatter;

    Lookups(StateReader reader, Scatter scatter) {
        this.reader = reader;
        this.scatter = scatter;
    }

    /** Whether another instance asks for this one's part, and not for a flow by its id. */
    boolean isPartOf(Request request) {
        return request.hop() && request.header(HEADER).isPresent();
    }

    Answer.Whole part(Request request, String ownerKey) {
        return scatter.part(() -> local(request, ownerKey));
    }

    /** The flow, or a 404 as an answer. */
    CompletableFuture<Answer.Whole> byOwner(Request request, String ownerKey) {
        if (request.scope().filter(scope -> !scope.equals(ownerKey)).isPresent()) {
            return CompletableFuture.completedFuture(Problem.notFound().answer(request.id()));
        }
        return scatter.parts(
                        request.withHeader(HEADER, "1"),
                        () -> CompletableFuture.completedFuture(part(request, ownerKey)))
                .thenApply(parts -> {
                    @Nullable JsonNode best = null;
                    for (Answer.Whole part : parts) {
                        JsonNode found = ListedFlows.parsed(part);
                        if (found.has("flow") && (best == null || isBetter(found, best))) {
                            best = found;
                        }
                    }
                    return best == null ? Problem.notFound().answer(request.id()) : answer(best.get("flow"));
                });
    }

    private Answer.Whole local(Request request, String ownerKey) {
        Viewer viewer = Viewer.of(request);
        Optional<Lookup> found = reader.lookup(ownerKey, Optional.of(ownerKey))
                .filter(lookup -> lookup.match() != Lookup.Match.FLOW_ID
                        && viewer.sees(lookup.flow().origin().ownerKey()));
        ObjectNode part = Json.object();
        found.ifPresent(lookup -> part.put("match", lookup.match().name())
                .put("createdAt", lookup.flow().origin().createdAt().toEpochMilli())
                .set("flow", FlowView.of(lookup.flow(), viewer)));
        return Answer.json(200, part);
    }

    /** As {@link Lookup#prefers}: all are of one owner. */
    private static boolean isBetter(JsonNode one, JsonNode other) {
        int byMatch = match(one).compareTo(match(other));
        int byAge = Long.compare(
                other.get("createdAt").asLong(), one.get("createdAt").asLong());
        int byId = id(one).compareTo(id(other));
        return byMatch != 0 ? byMatch < 0 : byAge != 0 ? byAge < 0 : byId < 0;
    }

    private static Lookup.Match match(JsonNode part) {
        try {
            return Lookup.Match.valueOf(part.path("match").asText());
        } catch (IllegalArgumentException newer) {
            throw Problem.unavailable("Another instance answers in a way that this one does not understand.");
        }
    }

    private static String id(JsonNode part) {
        return part.path("flow").path("flowId").asText();
    }

    private static Answer.Whole answer(JsonNode flow) {
        return Answer.json(200, flow)
                .with("ETag", Answers.etag(flow.path("revision").asLong()))
                .with("Content-Location", "/v1/flows/" + flow.path("flowId").asText());
    }
}
