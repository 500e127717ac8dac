package dev.taskflow.http.peer;

import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.http.exchange.Request;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other instances, in the caller's name: with his token, so that access is checked there as it was here. What comes with
 * {@link #HOP} is never sent on, so no request takes more than one hop. Safe for any thread.
 */
public final class Peers {
    public static final String HOP = "TaskFlow-Hop";

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
    private static final List<String> SENT_ON = List.of("Authorization", "TaskFlow-Owner", "Accept", "TaskFlow-Lookup");
    private static final List<String> PASSED_BACK =
            List.of("ETag", "Content-Location", "Retry-After", "TaskFlow-Stale", "TaskFlow-Partitions");

    private static final String IN_URIS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + "-._~!$&'()*+,;=:@/?%";

    private final HttpClient client;
    private final Duration limit;

    /**
     * A way to the other instances.
     *
     * @param limit how long one may take
     */
    public Peers(Duration limit) {
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Asks an instance what this one was asked.
     *
     * @return its answer, whatever it is; fails with a {@link Problem} if there is none in time
     */
    public CompletableFuture<Answer.Whole> ask(HostInfo peer, Request request) {
        HttpRequest.Builder outgoing = HttpRequest.newBuilder(uri(peer, request))
                .timeout(limit)
                .GET()
                .header(HOP, "1")
                .header("X-Request-Id", request.id());
        SENT_ON.forEach(name -> request.header(name.toLowerCase(java.util.Locale.ROOT))
                .ifPresent(value -> outgoing.header(name, value)));
        return client.sendAsync(outgoing.build(), HttpResponse.BodyHandlers.ofByteArray())
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(Peers::answer)
                .exceptionally(failure -> {
                    LOG.debug("Instance {} does not answer", peer, failure);
                    throw new CompletionException(
                            Problem.unavailable("The instance that has this part of the state does not answer now."));
                });
    }

    private static URI uri(HostInfo peer, Request request) {
        String host = peer.host().contains(":") ? "[" + peer.host() + "]" : peer.host();
        return URI.create("http://" + host + ":" + peer.port() + encoded(request.path())
                + (request.query().isEmpty() ? "" : "?" + encoded(request.query())));
    }

    /** Clients send characters in queries that have no place in a URI, and the server takes them there. What is encoded stays as it is. */
    private static String encoded(String received) {
        StringBuilder text = new StringBuilder();
        for (byte each : received.getBytes(StandardCharsets.UTF_8)) {
            if (each > 0 && IN_URIS.indexOf(each) >= 0) {
                text.append((char) each);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return text.toString();
    }

    private static Answer.Whole answer(HttpResponse<byte[]> response) {
        Answer.Whole answer = new Answer.Whole(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse("application/json"),
                response.body());
        for (String name : PASSED_BACK) {
            var value = response.headers().firstValue(name);
            if (value.isPresent()) {
                answer = answer.with(name, value.get());
            }
        }
        return answer;
    }

    /** The first that does not fail, in this order. */
    public CompletableFuture<Answer.Whole> askInTurn(List<HostInfo> peers, Request request) {
        CompletableFuture<Answer.Whole> asked = ask(peers.get(0), request);
        if (peers.size() == 1) {
            return asked;
        }
        return asked.thenApply(answer -> {
                    if (answer.status() == 503) {
                        throw Problem.stateMoving("The instance that has this part of the state cannot read it now.");
                    }
                    return answer;
                })
                .exceptionallyCompose(failure -> askInTurn(peers.subList(1, peers.size()), request));
    }

    /** Whether a text can be a part of what others answer for, such as {@code 0,3,5}. */
    public static List<Integer> partitions(String header) {
        try {
            return header.isEmpty()
                    ? List.of()
                    : Arrays.stream(header.split(",", -1)).map(Integer::valueOf).toList();
        } catch (NumberFormatException foreign) {
            throw Problem.unavailable("Another instance answers in a way that this one does not understand.");
        }
    }
}
