package dev.taskflow.http;

import static dev.taskflow.http.Route.Access.ANYONE;
import static dev.taskflow.http.Route.Access.CALLER;
import static dev.taskflow.http.Route.Access.OPERATOR;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Json;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The endpoints for whoever runs the instance: health, status, metrics. */
final class Operations {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final InstanceHealth health;
    private final PrometheusMeterRegistry metrics;
    private final ApiSettings settings;

    Operations(InstanceHealth health, PrometheusMeterRegistry metrics, ApiSettings settings) {
        this.health = health;
        this.metrics = metrics;
        this.settings = settings;
    }

    List<Route> routes() {
        return List.of(
                get("/health/live", ANYONE, () -> up(health.isLive())),
                get("/health/ready", ANYONE, () -> up(health.isReady())),
                new Route(
                        "GET",
                        "/status",
                        CALLER,
                        Set.of(),
                        request -> CompletableFuture.completedFuture(
                                status(request.caller().isOperator()))),
                get("/metrics", settings.access().publicMetrics() ? ANYONE : OPERATOR, this::metrics));
    }

    private static Route get(String path, Route.Access access, Supplier<Answer.Whole> answer) {
        return new Route("GET", path, access, Set.of(), request -> CompletableFuture.completedFuture(answer.get()));
    }

    private static Answer.Whole up(boolean up) {
        return Answer.json(up ? 200 : 503, Json.object().put("status", up ? "UP" : "DOWN"));
    }

    private Answer.Whole status(boolean withDetails) {
        ObjectNode body = Json.object()
                .put("state", health.state())
                .put("live", health.isLive())
                .put("ready", health.isReady())
                .put("version", settings.version());
        if (withDetails) {
            body.setAll(health.details());
        }
        return Answer.json(200, body);
    }

    private Answer.Whole metrics() {
        return new Answer.Whole(200, PROMETHEUS, metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
