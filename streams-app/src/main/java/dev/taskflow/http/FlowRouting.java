package dev.taskflow.http;

import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.peer.Peers;
import dev.taskflow.query.Location;
import dev.taskflow.query.StateMoving;
import dev.taskflow.query.StateReader;
import dev.taskflow.query.StateReader.Freshness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.streams.state.HostInfo;

/** Answers about one flow where it is: here, or with one hop there. */
final class FlowRouting {
    static final String STALE = "TaskFlow-Stale";

    private final StateReader reader;
    private final Peers peers;

    FlowRouting(StateReader reader, Peers peers) {
        this.reader = reader;
        this.peers = peers;
    }

    /**
     * @param local reads here; throws {@link StateMoving} if that cannot be done
     */
    CompletableFuture<Answer.Whole> answer(Request request, String flowId, Function<Freshness, Answer.Whole> local) {
        Location location;
        try {
            location = reader.locate(flowId);
        } catch (StateMoving unknown) {
            return CompletableFuture.completedFuture(staleOr(request, local, unknown));
        }
        if (location instanceof Location.There there) {
            return elsewhere(request, there, local);
        }
        try {
            return CompletableFuture.completedFuture(local.apply(Freshness.CURRENT));
        } catch (StateMoving moving) {
            return CompletableFuture.completedFuture(staleOr(request, local, moving));
        }
    }

    private CompletableFuture<Answer.Whole> elsewhere(
            Request request, Location.There there, Function<Freshness, Answer.Whole> local) {
        if (request.hop()) {
            return CompletableFuture.completedFuture(staleOr(
                    request, local, new StateMoving("The flow was taken to be here, and is not, or not any more.")));
        }
        List<HostInfo> asked = new ArrayList<>(List.of(there.active()));
        if (request.staleAllowed()) {
            asked.addAll(there.standbys());
        }
        return peers.askInTurn(asked, request);
    }

    private static Answer.Whole staleOr(Request request, Function<Freshness, Answer.Whole> local, StateMoving moving) {
        if (!request.staleAllowed()) {
            throw moving;
        }
        return local.apply(Freshness.STALE_ALLOWED).with(STALE, "true");
    }
}
