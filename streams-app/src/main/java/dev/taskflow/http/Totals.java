package dev.taskflow.http;

import static dev.taskflow.http.Route.Access.CALLER;
import static dev.taskflow.http.Route.Access.OPERATOR;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Answer;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.exchange.QueryParameters;
import dev.taskflow.http.exchange.Request;
import dev.taskflow.http.view.Answers;
import dev.taskflow.http.view.FindingView;
import dev.taskflow.http.view.Viewer;
import dev.taskflow.query.AuditCode.Severity;
import dev.taskflow.query.AuditReport;
import dev.taskflow.query.AuditThresholds;
import dev.taskflow.query.FlowCounts;
import dev.taskflow.query.StateReader;
import dev.taskflow.v1.FlowStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The endpoints that read everything: counts and audit. Each instance reads its part, or has read it a short while ago; the
 * parts are added up, and the answer says as of when the oldest is.
 */
final class Totals {
    private static final Set<String> AUDIT = Set.of(
            "reveal",
            "limit",
            "severity",
            "flowRunningMs",
            "flowWaitingMs",
            "flowBlockedMs",
            "cancelMs",
            "taskQueuedMs",
            "taskRunningMs");

    private static final String AS_OF = "asOf";

    private final StateReader reader;
    private final Scatter scatter;
    private final Scans scans;
    private final Clock clock;

    Totals(StateReader reader, Scatter scatter, Scans scans, Clock clock) {
        this.reader = reader;
        this.scatter = scatter;
        this.scans = scans;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/counts", CALLER, Set.of(), this::counts),
                new Route("GET", "/v1/audit", OPERATOR, AUDIT, this::audit));
    }

    private CompletableFuture<Answer.Whole> counts(Request request) {
        return total(
                request,
                "counts|" + request.scope(),
                () -> {
                    FlowCounts counts = reader.counts(request.scope());
                    ObjectNode body = Json.object();
                    ObjectNode byStatus = body.putObject("byStatus");
                    for (FlowStatus status : FlowStatus.values()) {
                        if (status != FlowStatus.UNSPECIFIED
                                || counts.byStatus().containsKey(status)) {
                            byStatus.put(status.name(), counts.byStatus().getOrDefault(status, 0L));
                        }
                    }
                    body.put("cancelRequested", counts.cancelRequested())
                            .put(
                                    "total",
                                    counts.byStatus().values().stream()
                                            .mapToLong(Long::longValue)
                                            .sum());
                    return body;
                },
                parts -> {
                    ObjectNode sum = Json.object();
                    parts.forEach(part -> add(sum, part));
                    return sum;
                });
    }

    private static void add(ObjectNode sum, JsonNode part) {
        part.properties().forEach(entry -> {
            if (entry.getKey().equals(AS_OF)) {
                return;
            }
            if (entry.getValue().isObject()) {
                add(sum.withObjectProperty(entry.getKey()), entry.getValue());
            } else {
                sum.put(
                        entry.getKey(),
                        sum.path(entry.getKey()).asLong() + entry.getValue().asLong());
            }
        });
    }

    private CompletableFuture<Answer.Whole> audit(Request request) {
        AuditThresholds thresholds = thresholds(request.parameters());
        int limit = FlowQueries.limit(request);
        Severity least = request.parameters()
                .choice("severity", List.of(Severity.WARNING.name(), Severity.ERROR.name()))
                .map(Severity::valueOf)
                .orElse(Severity.WARNING);
        return total(
                request,
                "audit|" + request.scope() + "|" + request.reveal() + "|" + thresholds + "|" + limit + "|" + least,
                () -> {
                    // Those that are left out must not use up the limit.
                    int most = least == Severity.WARNING ? limit : FlowQueries.MOST;
                    AuditReport report = reader.audit(request.scope(), thresholds, clock.instant(), most);
                    ObjectNode body = Json.object();
                    ArrayNode findings = body.putArray("findings");
                    report.findings().stream()
                            .filter(finding -> finding.code().severity().compareTo(least) >= 0)
                            .forEach(finding -> findings.add(FindingView.of(finding, Viewer.of(request))));
                    return body.put("truncated", report.truncated());
                },
                parts -> merged(parts, limit));
    }

    private static ObjectNode merged(List<JsonNode> parts, int limit) {
        List<JsonNode> all = new ArrayList<>();
        boolean truncated = false;
        for (JsonNode part : parts) {
            part.path("findings").forEach(all::add);
            truncated |= part.path("truncated").asBoolean();
        }
        all.sort(Comparator.comparing(
                        (JsonNode finding) -> finding.path("severity").asText())
                .thenComparing(finding -> finding.path("since").asText())
                .thenComparing(finding -> finding.path("flowId").asText()));
        ObjectNode body = Json.object();
        ArrayNode findings = body.putArray("findings");
        all.stream().limit(limit).forEach(findings::add);
        return body.put("truncated", truncated || all.size() > limit);
    }

    private static AuditThresholds thresholds(QueryParameters query) {
        AuditThresholds usual = AuditThresholds.DEFAULT;
        return new AuditThresholds(
                duration(query, "flowRunningMs", usual.flowRunning()),
                duration(query, "flowWaitingMs", usual.flowWaiting()),
                duration(query, "flowBlockedMs", usual.flowBlocked()),
                duration(query, "cancelMs", usual.cancel()),
                duration(query, "taskQueuedMs", usual.taskQueued()),
                duration(query, "taskRunningMs", usual.taskRunning()));
    }

    private static Duration duration(QueryParameters query, String name, Duration usual) {
        return query.number(name, 0, Duration.ofDays(3_650).toMillis())
                .map(Duration::ofMillis)
                .orElse(usual);
    }

    /** @param question the same for the same question of the same caller's scope */
    private CompletableFuture<Answer.Whole> total(
            Request request, String question, Supplier<ObjectNode> local, Function<List<JsonNode>, ObjectNode> merge) {
        Supplier<CompletableFuture<Answer.Whole>> part =
                () -> scans.result(question, local).thenApply(Totals::part);
        if (request.hop()) {
            return part.get();
        }
        return scatter.parts(request, part).thenApply(parts -> {
            List<JsonNode> bodies = parts.stream().map(ListedFlows::parsed).toList();
            String asOf = bodies.stream()
                    .map(body -> body.path(AS_OF).asText())
                    .min(Comparator.naturalOrder())
                    .orElse("");
            return Answer.json(200, merge.apply(bodies).put(AS_OF, asOf));
        });
    }

    private static Answer.Whole part(Scans.Result result) {
        ObjectNode body = result.body().deepCopy().put(AS_OF, Answers.time(result.asOf()));
        return Scatter.covering(result.coverage(), Answer.json(200, body));
    }
}
