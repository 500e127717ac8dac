package dev.taskflow.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.access.Authenticator;
import dev.taskflow.http.access.Caller;
import dev.taskflow.http.access.Role;
import dev.taskflow.http.exchange.Json;
import dev.taskflow.http.live.EventHub;
import dev.taskflow.http.live.FlowHistory;
import dev.taskflow.serde.AvroTrust;
import dev.taskflow.v1.FlowEvent;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.streams.state.HostInfo;

/** A server on a free port, over flows in memory and the real rules. */
final class Api implements AutoCloseable {
    static final String ALICE = "token-of-alice";
    static final String BOB = "token-of-bob";
    static final String OPERATOR = "token-of-operator";
    static final String ALICES = "owner-alice";
    static final String BOBS = "owner-bob";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static final Authenticator TOKENS = token -> Optional.ofNullable(Map.of(
                    ALICE, new Caller("alice", Role.OWNER, Optional.of(ALICES)),
                    BOB, new Caller("bob", Role.OWNER, Optional.of(BOBS)),
                    OPERATOR, new Caller("ops", Role.OPERATOR, Optional.empty()))
            .get(token));

    static final ApiBounds BOUNDS = new ApiBounds(
            256 * 1024,
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            256,
            16,
            1_000_000,
            1_000_000);

    static {
        AvroTrust.install();
    }

    final MemoryState state;
    final MemoryProcessor processor;
    final EventHub hub = new EventHub();
    final Health health = new Health();
    final List<FlowEvent> past = new CopyOnWriteArrayList<>();
    private final ApiServer server;

    /** As a test wants it. */
    static final class Health implements InstanceHealth {
        volatile boolean live = true;
        volatile boolean ready = true;

        @Override
        public String state() {
            return ready ? "RUNNING" : "REBALANCING";
        }

        @Override
        public boolean isLive() {
            return live;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public ObjectNode details() {
            return Json.object().put("detail", "for operators");
        }
    }

    private Api(
            ApiAccess access, ApiBounds bounds, MemoryState state, MemoryProcessor processor, Optional<HostInfo> self) {
        hub.begin(Map.of(0, 0L));
        this.state = state;
        this.processor = processor;
        ApiSettings settings = new ApiSettings(
                "127.0.0.1", self.map(HostInfo::port).orElse(0), self, access, bounds, "cursor-secret", "test");
        this.server = ApiServer.start(
                settings,
                new ApiServer.Parts(
                        state,
                        processor,
                        this::history,
                        hub,
                        health,
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        Clock.systemUTC()));
    }

    private FlowHistory.Part history(FlowHistory.Span span) {
        long after = span.from().map(FlowHistory.Place::sequence).orElse(0L);
        List<FlowEvent> events = past.stream()
                .filter(event -> event.getFlowId().equals(span.flowId())
                        && span.visible().test(event.getOwnerKey())
                        && event.getSequence() > after)
                .limit(span.limit())
                .toList();
        long last = events.isEmpty() ? after : events.get(events.size() - 1).getSequence();
        return new FlowHistory.Part(
                events,
                last < span.lastSequence() && !events.isEmpty()
                        ? Optional.of(new FlowHistory.Place(0, last))
                        : Optional.empty());
    }

    static Api start() {
        return start(new ApiAccess(List.of(TOKENS), "local", false), BOUNDS);
    }

    static Api start(ApiAccess access, ApiBounds bounds) {
        MemoryState state = MemoryState.ofAll();
        return new Api(access, bounds, state, new MemoryProcessor(id -> state), Optional.empty());
    }

    /** One of several, on the port that the others know it by. */
    static Api start(MemoryState state, MemoryProcessor processor, int port) {
        return new Api(
                new ApiAccess(List.of(TOKENS), "local", false),
                BOUNDS,
                state,
                processor,
                Optional.of(new HostInfo("127.0.0.1", port)));
    }

    int port() {
        return server.port();
    }

    String url() {
        return server.url();
    }

    /** An answer, with its body as JSON if it is JSON. */
    record Reply(int status, Map<String, List<String>> headers, String body) {
        JsonNode json() {
            try {
                return MAPPER.readTree(body);
            } catch (IOException notJson) {
                throw new AssertionError("not JSON: " + body, notJson);
            }
        }

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .flatMap(entry -> entry.getValue().stream())
                    .findFirst()
                    .orElse("");
        }
    }

    Reply get(String token, String path, String... headers) {
        return send(request(token, path, headers).GET());
    }

    Reply post(String token, String path, String body, String... headers) {
        return send(request(token, path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String token, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(60));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Creates a managed flow with these tasks. */
    String create(String token, String flowId, String... runIds) {
        List<String> tasks = new ArrayList<>();
        for (String runId : runIds) {
            tasks.add("{\"runId\":\"" + runId + "\",\"runtime\":\"default\",\"input\":{\"secret\":\"secret-input\"}}");
        }
        Reply created = post(
                token,
                "/v1/flows",
                """
                {"flowId":"%s","goal":"a goal","controllerId":"c","stateJson":"{\\"secret\\":\\"secret-state\\"}",
                 "requesterOrigin":{"channel":"mail","to":"secret-to","accountId":"secret-account","threadId":"secret-thread"},
                 "labels":{"team":"a"},"tasks":[%s]}"""
                        .formatted(flowId, String.join(",", tasks)));
        if (created.status() != 201) {
            throw new AssertionError(created);
        }
        return flowId;
    }

    @Override
    public void close() {
        server.close();
    }
}
