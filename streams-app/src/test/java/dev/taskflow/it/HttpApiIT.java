package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.http.access.Caller;
import dev.taskflow.http.access.Role;
import dev.taskflow.http.access.StaticToken;
import dev.taskflow.it.HttpCaller.Reply;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code taskflow run} in a process of its own over a real broker: what its HTTP API does, tells and keeps to itself. */
class HttpApiIT {
    private static final String OTHERS = "somebody-else-entirely";
    private static final String SECRET = "top-secret";
    private static final Pattern URL = Pattern.compile("HTTP answers on (http://\\S+)");

    @RegisterExtension
    private static final TaskFlowFixture TASKFLOW = TaskFlowFixture.provisioned();

    private static ChildProcessor process;
    private static String url;
    private static HttpCaller owner;
    private static HttpCaller other;
    private static HttpCaller operator;
    private static HttpCaller hasty;

    @BeforeAll
    static void oneInstance(@TempDir Path directory) throws IOException {
        List<String> tokens =
                IntStream.range(0, 4).mapToObj(n -> StaticToken.generate()).toList();
        Path file = Files.writeString(
                directory.resolve("tokens"),
                String.join(
                        "\n",
                        StaticToken.line(tokens.get(0), owner("shop", TaskFlowFixture.OWNER)),
                        StaticToken.line(tokens.get(1), owner("other", OTHERS)),
                        StaticToken.line(tokens.get(2), new Caller("ops", Role.OPERATOR, Optional.empty())),
                        StaticToken.line(tokens.get(3), owner("hasty", "hasty"))));
        Map<String, String> settings = TASKFLOW.settings("only");
        settings.put("http.port", "0");
        settings.put("http.auth.tokens.file", file.toString());
        settings.put("http.requests.per.second", "100");
        process = TASKFLOW.startChild(settings);
        TopicLog.await("it listens", () -> {
            process.assertAlive();
            return listening().isPresent();
        });
        url = listening().orElseThrow();
        owner = new HttpCaller(url, tokens.get(0));
        other = new HttpCaller(url, tokens.get(1));
        operator = new HttpCaller(url, tokens.get(2));
        hasty = new HttpCaller(url, tokens.get(3));
        TopicLog.await("it is ready", () -> owner.get("/health/ready").status() == 200);
        TopicLog.await("it answers for the whole", () -> owner.get("/v1/flows").status() == 200);
    }

    private static Optional<String> listening() {
        Matcher said = URL.matcher(process.log());
        return said.find() ? Optional.of(said.group(1)) : Optional.empty();
    }

    private static Caller owner(String name, String ownerKey) {
        return new Caller(name, Role.OWNER, Optional.of(ownerKey));
    }

    private static String created(HttpCaller caller, String tasks) {
        Reply created = caller.post(
                "/v1/flows",
                """
                {"controllerId": "shop", "goal": "ship", "stateJson": "{\\"card\\": \\"top-secret-state\\"}",
                 "requesterOrigin": {"channel": "mail", "to": "top-secret-to", "accountId": "top-secret-account",
                                     "threadId": "top-secret-thread"},
                 "tasks": [%s]}"""
                        .formatted(tasks));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return created.json().path("flowId").asText();
    }

    /** One that may be tried again, as its input is kept for that alone. */
    private static String task(String runId) {
        return """
                {"runId": "%s", "runtime": "default", "input": {"card": "top-secret-input"},
                 "retry": {"maxAttempts": 2, "initialBackoffMs": 1000, "multiplier": 2, "maxBackoffMs": 1000}}"""
                .formatted(runId);
    }

    private static void assertAnswer(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.json().path("code").asText("")).isEqualTo(code);
    }

    @Test
    void everyCommandIsDecidedByTheProcessorAndAnsweredWithWhatItDecided() {
        Reply create = owner.post(
                "/v1/flows", "{\"flowId\": \"all-commands\", \"controllerId\": \"shop\", \"goal\": \"ship\"}");
        assertAnswer(create, 201, "");
        assertThat(create.header("Location")).isEqualTo("/v1/flows/all-commands");
        assertThat(create.header("ETag")).isEqualTo("\"1\"");
        String flow = "/v1/flows/all-commands";

        assertAnswer(owner.post(flow + "/tasks", "{\"tasks\": [" + task("a") + "," + task("b") + "]}"), 200, "");
        assertAnswer(owner.post(flow + "/waiting", "{\"waitJson\": \"{}\"}"), 200, "");
        assertThat(owner.get(flow).json().path("status").asText()).isEqualTo("WAITING");
        assertAnswer(owner.post(flow + "/resume", "{}", "If-Match", "\"1\""), 409, "REVISION_CONFLICT");
        String etag = owner.get(flow).header("ETag");
        assertThat(etag).isEqualTo("\"2\"");
        Reply resumed = owner.post(flow + "/resume", "{}", "If-Match", etag);
        assertAnswer(resumed, 200, "");
        assertThat(resumed.header("ETag")).isEqualTo("\"3\"");
        assertAnswer(owner.post(flow + "/notify-policy", "{\"notifyPolicy\": \"SILENT\"}"), 200, "");
        assertAnswer(owner.post(flow + "/tasks/a/cancel", "{}"), 200, "");
        assertThat(owner.get(flow + "/tasks/a").json().path("status").asText()).isEqualTo("CANCELLED");
        assertAnswer(owner.post(flow + "/tasks/none/cancel", "{}"), 404, "NOT_FOUND");
        assertAnswer(
                owner.post(flow + "/tasks", "{\"tasks\": [{\"runId\": \"c\", \"runtime\": \"unheard-of\"}]}"),
                422,
                "UNKNOWN_RUNTIME");
        assertAnswer(
                owner.post("/v1/flows", "{\"flowId\": \"all-commands\", \"controllerId\": \"x\", \"goal\": \"x\"}"),
                409,
                "FLOW_ID_TAKEN");
        assertAnswer(owner.post(flow + "/finish", "{\"summary\": \"done\"}"), 200, "");
        assertAnswer(owner.post(flow + "/cancel", "{}"), 409, "TERMINAL");
        assertAnswer(owner.post(flow + "/tasks", "{\"tasks\": [" + task("late") + "]}"), 409, "TERMINAL");

        String failing = "/v1/flows/" + created(owner, "");
        assertAnswer(owner.post(failing + "/fail", "{\"error\": \"broken\"}"), 200, "");
        assertThat(owner.get(failing).json().path("status").asText()).isEqualTo("FAILED");
        String cancelled = "/v1/flows/" + created(owner, "");
        assertAnswer(owner.post(cancelled + "/cancel", "{\"reason\": \"enough\"}"), 200, "");
        assertAnswer(owner.post("/v1/flows/no-such-flow/cancel", "{}"), 404, "NOT_FOUND");
        assertAnswer(owner.post("/v1/flows", "{\"goal\": \"without a controller\"}"), 422, "INVALID");
        assertAnswer(
                owner.post("/v1/flows", "{\"controllerId\": \"c\", \"goal\": \"" + "x".repeat(300_000) + "\"}"),
                413,
                "TOO_LARGE");
    }

    @Test
    void C1_aRequestSentAgainWithItsIdempotencyKeyMakesOneFlow() {
        String body = "{\"controllerId\": \"shop\", \"goal\": \"once\"}";
        Reply first = owner.post("/v1/flows", body, "Idempotency-Key", "order-4711");
        Reply again = owner.post("/v1/flows", body, "Idempotency-Key", "order-4711");
        Reply others = other.post("/v1/flows", body, "Idempotency-Key", "order-4711");

        assertAnswer(first, 201, "");
        assertAnswer(again, 200, "");
        assertThat(again.json().path("outcome").asText()).isEqualTo("REPLAYED");
        assertThat(again.json().path("flowId")).isEqualTo(first.json().path("flowId"));
        assertThat(others.status()).isEqualTo(201);
        assertThat(others.json().path("flowId")).isNotEqualTo(first.json().path("flowId"));
    }

    @Test
    void whoDoesNotWaitIsToldWhereToLook() {
        Reply pending =
                owner.post("/v1/flows", "{\"controllerId\": \"shop\", \"goal\": \"later\"}", "Prefer", "wait=0");

        assertThat(pending.status()).as(pending.text()).isEqualTo(202);
        assertThat(pending.header("Retry-After")).isNotEmpty();
        TopicLog.await(
                "the flow is there", () -> owner.get(pending.header("Location")).status() == 200);
    }

    @Test
    void whoAsksTooOftenIsToldSoAndWhenToComeBack() {
        TopicLog.await("one too many", () -> {
            List<CompletableFuture<Integer>> asked = IntStream.range(0, 400)
                    .mapToObj(n -> hasty.statusOf("/status"))
                    .toList();
            List<Integer> answers = asked.stream().map(CompletableFuture::join).toList();
            assertThat(answers).isSubsetOf(200, 429, 503);
            return answers.contains(429);
        });
        assertThat(owner.get("/status").status()).as("of somebody else").isEqualTo(200);
    }

    private static List<JsonNode> history(HttpCaller caller, String flowId, int limit) {
        List<JsonNode> events = new ArrayList<>();
        String next = "";
        do {
            Reply page = caller.get("/v1/flows/" + flowId + "/events?limit=" + limit + next);
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            assertThat(page.json().path("events").size()).isLessThanOrEqualTo(limit);
            page.json().path("events").forEach(events::add);
            next = page.json().has("nextCursor")
                    ? "&cursor=" + page.json().path("nextCursor").asText()
                    : "";
        } while (!next.isEmpty());
        return events;
    }

    private static void assertComplete(List<Long> sequences, JsonNode flow) {
        assertThat(sequences)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, flow.path("sequence").asLong())
                                .boxed()
                                .toList());
    }

    @Test
    void theHistoryOfAFlowIsCompleteInOrderAndPagedAlsoAfterItsEnd() {
        String flowId = created(owner, task("a"));
        for (int i = 0; i < 5; i++) {
            assertThat(owner.post("/v1/flows/" + flowId + "/tasks", "{\"tasks\": [" + task("t" + i) + "]}")
                            .status())
                    .isEqualTo(200);
            created(other, task("of-another-flow"));
        }
        List<JsonNode> open = history(owner, flowId, 3);
        assertComplete(
                open.stream().map(each -> each.path("sequence").asLong()).toList(),
                owner.get("/v1/flows/" + flowId).json());
        assertThat(owner.post("/v1/flows/" + flowId + "/cancel", "{}").status()).isEqualTo(200);
        created(other, task("of-a-later-flow"));

        List<JsonNode> whole = history(owner, flowId, 500);

        assertComplete(
                whole.stream().map(each -> each.path("sequence").asLong()).toList(),
                owner.get("/v1/flows/" + flowId).json());
        assertThat(whole.subList(0, open.size())).isEqualTo(open);
        assertThat(whole.get(whole.size() - 1).path("type").asText()).isEqualTo("FLOW_SETTLED");
        assertThat(history(owner, flowId, 4)).isEqualTo(whole);
        assertThat(history(operator, flowId, 7)).hasSameSizeAs(whole);
    }

    @Test
    void A1_streamsTellInOrderWhatTheirCallerMaySeeAndResumeWithoutAGapOrARepetition() {
        String flowId = created(owner, "");
        String foreign = created(other, "");
        String flow = "/v1/flows/" + flowId;
        assertThat(other.get(flow + "/events", "Accept", "text/event-stream").status())
                .isEqualTo(404);
        try (HttpEvents all = owner.events("/v1/events", "");
                HttpEvents others = other.events("/v1/events", "");
                HttpEvents everybodys = operator.events("/v1/events", "");
                HttpEvents ofFlow = owner.events(flow + "/events", "")) {
            for (int i = 0; i < 4; i++) {
                owner.post(flow + "/tasks", "{\"tasks\": [" + task("t" + i) + "]}");
                other.post("/v1/flows/" + foreign + "/tasks", "{\"tasks\": [" + task("t" + i) + "]}");
            }
            owner.post(flow + "/waiting", "{\"waitJson\": \"top-secret-wait\"}");
            owner.post(flow + "/cancel", "{}");
            other.post("/v1/flows/" + foreign + "/cancel", "{}");

            List<HttpEvents.Event> streamed = ofFlow.untilSettled(flowId);
            List<JsonNode> past = history(owner, flowId, 500);
            assertThat(streamed).extracting(HttpEvents.Event::data).isEqualTo(past.subList(1, past.size()));
            assertThat(all.untilSettled(flowId))
                    .extracting(HttpEvents.Event::flowId)
                    .doesNotContain(foreign);
            assertThat(others.untilSettled(foreign))
                    .extracting(HttpEvents.Event::flowId)
                    .doesNotContain(flowId);
            assertThat(everybodys.untilSettled(flowId)).isNotEmpty();
            assertThat(everybodys.untilSettled(foreign)).isNotEmpty();
            assertThat(others.text()).doesNotContain(flowId, "\"" + TaskFlowFixture.OWNER + "\"");
            assertThat(all.text() + others.text() + everybodys.text() + ofFlow.text())
                    .doesNotContain(SECRET);

            for (int from : List.of(0, 3, streamed.size() - 2)) {
                try (HttpEvents resumed =
                        owner.events(flow + "/events", streamed.get(from).id())) {
                    assertThat(resumed.untilSettled(flowId))
                            .extracting(HttpEvents.Event::sequence)
                            .isEqualTo(streamed.subList(from + 1, streamed.size()).stream()
                                    .map(HttpEvents.Event::sequence)
                                    .toList());
                }
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsGivenUpWhileOthersGoOn() throws IOException {
        String flowId = created(owner, "");
        String bulk = "x".repeat(200_000);
        int events = 60;
        try (HttpEvents reading = owner.events("/v1/flows/" + flowId + "/events?reveal=true", "");
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4_096);
            slow.connect(new InetSocketAddress(
                    URI.create(url).getHost(), URI.create(url).getPort()));
            slow.setSoTimeout(60_000);
            slow.getOutputStream()
                    .write(("GET /v1/flows/" + flowId
                                    + "/events?reveal=true HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                                    + "Authorization: " + owner.authorization() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(slow.getInputStream().read()).as("it begins").isEqualTo('H');
            for (int i = 0; i < events; i++) {
                assertThat(owner.post("/v1/flows/" + flowId + "/waiting", "{\"waitJson\": \"" + bulk + "\"}")
                                .status())
                        .isEqualTo(200);
            }
            TopicLog.await("who reads gets all", () -> reading.events().size() == events);

            assertThat(charactersUntilTheEnd(slow.getInputStream())).isLessThan((long) events * bulk.length());
        }
    }

    /** The end may be that of the stream or a reset, but not silence: that is a time-out, and fails. */
    private static long charactersUntilTheEnd(InputStream in) throws IOException {
        long all = 0;
        byte[] some = new byte[65_536];
        try {
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                all += read;
            }
        } catch (java.net.SocketException reset) {
            return all;
        }
        return all;
    }

    @Test
    void A1_noEndpointTellsAnybodyWhatIsNotHisAndNoneASecretThatWasNotAskedFor() {
        String flowId = created(owner, task("a") + "," + task("b"));
        String flow = "/v1/flows/" + flowId;
        TaskCompleted completed = TaskCompleted.newBuilder()
                .setOutcome(TaskOutcome.SUCCEEDED)
                .setOutput(ByteBuffer.wrap("{\"card\":\"top-secret-output\"}".getBytes(StandardCharsets.UTF_8)))
                .setOutputContentType("application/json")
                .build();
        TASKFLOW.inputs()
                .send(TASKFLOW.flow(flowId).report("b").setCompleted(completed).build());
        TopicLog.await(
                "the task has an output",
                () -> owner.get(flow + "/tasks/b?reveal=true").text().contains("top-secret-output"));
        owner.post(flow + "/waiting", "{\"waitJson\": \"top-secret-wait\"}");
        assertThat(owner.get(flow + "?reveal=true").text())
                .contains("secret-state", "secret-to", "secret-account", "secret-thread", "secret-wait");
        assertThat(operator.get(flow + "/tasks?reveal=true").text()).contains("secret-input", "secret-output");
        assertThat(operator.get(flow + "/events?reveal=true").text()).contains("secret-state", "secret-wait");

        Set<String> asked = new TreeSet<>();
        owner.get("/v1/openapi.json").json().path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                    if (Set.of("get", "post").contains(method) && !path.getKey().equals("/v1/events")) {
                        String mine = path.getKey().replace("{flowId}", flowId).replace("{runId}", "a");
                        String none =
                                path.getKey().replace("{flowId}", "absent").replace("{runId}", "a");
                        boolean reads = method.equals("get");
                        Reply foreign = reads ? other.get(mine) : other.post(mine, body(mine));
                        if (path.getKey().contains("{flowId}")) {
                            Reply absent = reads ? other.get(none) : other.post(none, body(none));
                            assertThat(foreign.status()).as(mine).isEqualTo(404);
                            assertThat(withoutRequestId(foreign)).as(mine).isEqualTo(withoutRequestId(absent));
                            asked.add(path.getKey());
                        }
                        assertThat(foreign.all()).as(mine).doesNotContain(SECRET, flowId, TaskFlowFixture.OWNER + "\"");
                        for (HttpCaller caller : List.of(owner, operator)) {
                            Reply reply = reads ? caller.get(mine) : owner.post(mine, body(mine));
                            assertThat(reply.status()).as(mine + reply.text()).isLessThan(500);
                            assertThat(reply.all()).as(mine).doesNotContain(SECRET);
                            if (caller == operator && reads) {
                                assertThat(reply.all())
                                        .as(mine)
                                        .doesNotContain("\"" + TaskFlowFixture.OWNER + "\"", OTHERS);
                            }
                        }
                    }
                }));
        assertThat(asked).hasSizeGreaterThan(10);

        String metrics = operator.get("/metrics").text();
        assertThat(metrics).contains("taskflow_").doesNotContain(flowId, OTHERS, "\"" + TaskFlowFixture.OWNER + "\"");
        assertThat(process.log())
                .contains("Operator reveals", "caller='ops'")
                .doesNotContain(SECRET, OTHERS, "=" + TaskFlowFixture.OWNER, " " + TaskFlowFixture.OWNER + " ");
    }

    private static String body(String path) {
        if (path.endsWith("/flows")) {
            return "{\"goal\": \"g\", \"controllerId\": \"c\"}";
        }
        if (path.endsWith("/fail")) {
            return "{\"error\": \"e\"}";
        }
        if (path.endsWith("/notify-policy")) {
            return "{\"notifyPolicy\": \"SILENT\"}";
        }
        return path.endsWith("/tasks") ? "{\"tasks\": [" + task("a") + "]}" : "{}";
    }

    private static String withoutRequestId(Reply reply) {
        return reply.text().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }
}
