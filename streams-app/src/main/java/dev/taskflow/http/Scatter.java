package dev.taskflow.http;

import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.peer.Peers;
import dev.taskflow.query.Coverage;
import dev.taskflow.query.Instances;
import dev.taskflow.query.StateMoving;
import dev.taskflow.query.StateReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Asks all instances, this one among them, each for its part. The parts are of all partitions, each once, or there is no
 * answer: a list that lacks a partition without saying so is wrong.
 */
final class Scatter {
    private static final String PARTITIONS = "TaskFlow-Partitions";

    private final StateReader reader;
    private final Peers peers;
    private final Optional<HostInfo> self;

    Scatter(StateReader reader, Peers peers, Optional<HostInfo> self) {
        this.reader = reader;
        this.peers = peers;
        this.self = self;
    }

    /**
     * This instance's part alone.
     *
     * @throws StateMoving if partitions came or went meanwhile
     */
    Answer.Whole part(Supplier<Answer.Whole> local) {
        Coverage before = reader.coverage();
        Answer.Whole answer = local.get();
        if (!before.equals(reader.coverage())) {
            throw new StateMoving("Partitions moved while they were read.");
        }
        return covering(before, answer);
    }

    /** A part that says what it is of. */
    static Answer.Whole covering(Coverage coverage, Answer.Whole answer) {
        return answer.with(
                PARTITIONS,
                coverage.partitions().stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /**
     * The parts of all instances.
     *
     * @param local this instance's, as of {@link #part} or {@link #covering}
     * @return fails with a {@link Problem} or {@link StateMoving} if one is missing
     */
    CompletableFuture<List<Answer.Whole>> parts(Request request, Supplier<CompletableFuture<Answer.Whole>> local) {
        Instances instances = reader.instances();
        if (!instances.settled()) {
            throw new StateMoving("Partitions move between instances.");
        }
        List<CompletableFuture<Answer.Whole>> asked = new ArrayList<>();
        for (HostInfo instance : instances.all()) {
            if (!self.equals(Optional.of(instance))) {
                asked.add(peers.ask(instance, request));
            }
        }
        asked.add(local.get());
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        complete(asked.stream().map(CompletableFuture::join).toList()));
    }

    private List<Answer.Whole> complete(List<Answer.Whole> parts) {
        Set<Integer> seen = new HashSet<>();
        int count = 0;
        for (Answer.Whole part : parts) {
            if (part.status() != 200) {
                throw refused(part);
            }
            List<Integer> partitions = Peers.partitions(part.headers().getOrDefault(PARTITIONS, ""));
            count += partitions.size();
            seen.addAll(partitions);
        }
        if (count != reader.partitions() || seen.size() != count) {
            throw new StateMoving("The instances that answered do not have every partition once.");
        }
        return parts;
    }

    private static Problem refused(Answer.Whole part) {
        return switch (part.status()) {
            case 429 ->
                new Problem(429, "TOO_MANY_REQUESTS", "Another instance has had too many requests of yours.")
                        .retryAfter(1);
            case 503 -> Problem.stateMoving("Another instance cannot answer for its part now.");
            default -> Problem.unavailable("Another instance refuses to answer for its part.");
        };
    }
}
