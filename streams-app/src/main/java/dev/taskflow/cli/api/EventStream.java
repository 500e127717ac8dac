package dev.taskflow.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events as they come. Lines are read by the HTTP client's thread, which waits while nobody takes them;
 * everything else is for one thread.
 */
public final class EventStream implements AutoCloseable {

    private static final String END = "end";

    private final Lines lines;
    private final CompletableFuture<HttpResponse<Void>> exchange;
    private String id = "";
    private String type = "";
    private final StringBuilder data = new StringBuilder();

    /**
     * One event.
     *
     * @param id for {@link Api#stream} to go on behind it; empty if the server gives none
     */
    public record Sent(String id, String type, String data) {
        /** The data as JSON; empty if they are none. */
        public Optional<JsonNode> json() {
            return Optional.ofNullable(Api.parsed(data));
        }
    }

    private EventStream(Lines lines, CompletableFuture<HttpResponse<Void>> exchange) {
        this.lines = lines;
        this.exchange = exchange;
    }

    static EventStream open(HttpClient http, HttpRequest request, Connection connection) {
        Lines lines = new Lines();
        CompletableFuture<Optional<RuntimeException>> refused = new CompletableFuture<>();
        BodyHandler<Void> handler = info -> {
            boolean stream = info.statusCode() == 200
                    && info.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            if (stream) {
                refused.complete(Optional.empty());
                return BodySubscribers.fromLineSubscriber(lines, ignored -> null, StandardCharsets.UTF_8, null);
            }
            return BodySubscribers.mapping(BodySubscribers.ofString(StandardCharsets.UTF_8), body -> {
                refused.complete(Optional.of(Api.failure(
                        connection, info.statusCode(), info.headers().firstValue("Location"), Api.parsed(body))));
                return null;
            });
        };
        CompletableFuture<HttpResponse<Void>> exchange = http.sendAsync(request, handler)
                .whenComplete((response, failed) -> {
                    if (failed != null) {
                        refused.complete(Optional.of(Api.unanswered(connection, causeOf(failed))));
                        lines.onComplete();
                    }
                });
        Optional<RuntimeException> why = await(refused, exchange, connection);
        if (why.isPresent()) {
            throw why.get();
        }
        return new EventStream(lines, exchange);
    }

    private static Throwable causeOf(Throwable failed) {
        Throwable cause = failed.getCause();
        return cause == null ? failed : cause;
    }

    private static Optional<RuntimeException> await(
            CompletableFuture<Optional<RuntimeException>> refused,
            CompletableFuture<?> exchange,
            Connection connection) {
        try {
            return refused.get(connection.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            exchange.cancel(true);
            return Optional.of(Api.unanswered(connection, late));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            exchange.cancel(true);
            return Optional.of(Api.unanswered(connection, interrupted));
        }
    }

    /** The next event; empty if none came in this time. @throws Ended if no more will come */
    public Optional<Sent> next(Duration within) throws Ended {
        long until = System.nanoTime() + within.toNanos();
        while (true) {
            String line = lines.take(until - System.nanoTime());
            if (line == null) {
                return Optional.empty();
            }
            Optional<Sent> sent = accept(line);
            if (sent.isPresent()) {
                return sent;
            }
        }
    }

    private Optional<Sent> accept(String line) {
        if (line.isEmpty()) {
            Sent sent = new Sent(id, type.isEmpty() ? "message" : type, data.toString());
            boolean complete = !data.isEmpty();
            type = "";
            data.setLength(0);
            return complete ? Optional.of(sent) : Optional.empty();
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "id" -> id = value;
            case "event" -> type = value;
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            default -> {} // a comment, which keeps the line up, or something of a later version
        }
        return Optional.empty();
    }

    /** Where the stream is; empty if the server has not said. */
    public Optional<String> lastEventId() {
        return id.isEmpty() ? Optional.empty() : Optional.of(id);
    }

    @Override
    public void close() {
        lines.cancel();
        exchange.cancel(true);
    }

    /** The stream has ended. */
    public static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;

        private Ended() {
            super("the stream has ended", null, false, false);
        }
    }

    private static final class Lines implements Flow.Subscriber<String> {
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription.complete(subscription);
            subscription.request(1);
        }

        @Override
        public void onNext(String line) {
            queue.add(new Line(line));
        }

        @Override
        public void onError(Throwable failed) {
            queue.add(END);
        }

        @Override
        public void onComplete() {
            queue.add(END);
        }

        /** The next line; null if none came. */
        @Nullable
        String take(long nanos) throws Ended {
            try {
                Object next = queue.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
                if (next instanceof Line line) {
                    subscription.join().request(1);
                    return line.text;
                }
                if (next != null) {
                    queue.add(END); // it stays ended
                    throw new Ended();
                }
                return null;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new Ended();
            }
        }

        void cancel() {
            if (subscription.isDone()) {
                subscription.join().cancel();
            }
        }

        private record Line(String text) {}
    }
}
