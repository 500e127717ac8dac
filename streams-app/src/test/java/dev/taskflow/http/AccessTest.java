package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AccessTest {
    private static final ApiAccess OPEN = new ApiAccess(List.of(), "local", false);

    private static ApiBounds bounds(int streams, int rate, Duration bodyTime) {
        return new ApiBounds(
                256 * 1024,
                bodyTime,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                64,
                streams,
                rate,
                rate);
    }

    @Test
    void withoutAuthenticationOnlyLoopbackMayBeBound() {
        assertThatThrownBy(() -> new ApiSettings("0.0.0.0", 0, Optional.empty(), OPEN, Api.BOUNDS, "s", "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http.auth.tokens.file");
        assertThat(new ApiSettings("::1", 0, Optional.empty(), OPEN, Api.BOUNDS, "s", "v").host())
                .isEqualTo("::1");
    }

    @Test
    void withoutAuthenticationACommandIsForTheOwnerThatIsNamedElseTheDefault() {
        try (Api api = Api.start(OPEN, Api.BOUNDS)) {
            api.create("", "f1");
            api.post(
                    "",
                    "/v1/flows",
                    "{\"flowId\":\"f2\",\"goal\":\"g\",\"controllerId\":\"c\"}",
                    "TaskFlow-Owner",
                    "x");

            assertThat(api.processor.received)
                    .extracting(command -> command.getOwnerKey())
                    .containsExactly("local", "x");
        }
    }

    @Test
    void withoutAuthenticationNoPageOfElsewhereMayAsk() throws IOException {
        try (Api api = Api.start(OPEN, Api.BOUNDS)) {
            assertThat(api.get("", "/v1/flows", "Origin", "http://evil.example").status())
                    .isEqualTo(403);
            assertThat(raw(api, "GET /v1/flows HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(api.get("", "/v1/flows").status()).isEqualTo(200);
        }
    }

    private static String raw(Api api, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBackAndNobodyElse() {
        try (Api api =
                Api.start(new ApiAccess(List.of(Api.TOKENS), "local", false), bounds(4, 2, Duration.ofSeconds(20)))) {
            Api.Reply refused = api.get(Api.ALICE, "/status");
            for (int i = 0; i < 50 && refused.status() != 429; i++) {
                refused = api.get(Api.ALICE, "/status");
            }

            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
            assertThat(api.get(Api.BOB, "/status").status()).isEqualTo(200);
        }
    }

    @Test
    @Timeout(60)
    void aBodyThatDoesNotComeIsNotWaitedForForEver() throws IOException {
        try (Api api = Api.start(
                new ApiAccess(List.of(Api.TOKENS), "local", false), bounds(4, 1_000, Duration.ofMillis(300)))) {
            String answer = raw(
                    api,
                    "POST /v1/flows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.ALICE
                            + "\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"goal\"");

            assertThat(answer).startsWith("HTTP/1.1 408").contains("TIMEOUT");
        }
    }

    @Test
    void answersCarryWhatKeepsBrowsersInBounds() {
        try (Api api = Api.start()) {
            for (Api.Reply reply :
                    List.of(api.get(Api.ALICE, "/v1/flows"), api.get("", "/v1/flows"), api.get("", "/nothing"))) {
                assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
                assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
                assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
                assertThat(reply.header("X-Request-Id")).isNotEmpty();
                assertThat(reply.header("Server")).isEmpty();
            }
        }
    }

    @Test
    void itIsUpBeforeItIsReadyAndSaysSo() {
        try (Api api = Api.start()) {
            api.health.ready = false;
            api.state.moving = true;

            assertThat(api.get("", "/health/live").status()).isEqualTo(200);
            assertThat(api.get("", "/health/ready").status()).isEqualTo(503);
            assertThat(api.get(Api.ALICE, "/v1/flows").status()).isEqualTo(503);
            api.health.live = false;
            assertThat(api.get("", "/health/live").status()).isEqualTo(503);
        }
    }

    @Test
    @Timeout(120)
    void A1_aStreamTellsItsOwnersEventsAloneAndNoSecret() throws IOException {
        try (Api api = Api.start()) {

            String seen = alicesStream(api);

            assertThat(seen).contains("text/event-stream", "alices-flow").doesNotContain("bobs-flow", "secret-");
            Awaitility.await("the client has gone")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        api.hub.heartbeat();
                        return api.hub.size() == 0;
                    });
        }
    }

    private static String alicesStream(Api api) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.ALICE + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> api.hub.size() == 1);
            api.hub.publish(0, 0, 100, event(Api.BOBS, "bobs-flow"));
            api.hub.publish(0, 1, 100, event(Api.ALICES, "alices-flow"));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder seen = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                seen.append(line).append('\n');
                if (line.contains("alices-flow")) {
                    break;
                }
            }
            return seen.toString();
        }
    }

    @Test
    @Timeout(120)
    void aClientThatDoesNotReadIsGivenUpAndHoldsNobodyUp() throws IOException {
        try (Api api = Api.start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.getOutputStream()
                    .write(("GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.ALICE + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> api.hub.size() == 1);
            long offset = 0;
            Instant end = Instant.now().plusSeconds(60);
            while (api.hub.size() == 1 && Instant.now().isBefore(end)) {
                api.hub.publish(0, offset++, 100, event(Api.ALICES, "f"));
            }
            assertThat(api.hub.size()).isZero();
        }
    }

    private static FlowEvent event(String owner, String flowId) {
        return FlowEvent.newBuilder()
                .setEventId("e")
                .setFlowId(flowId)
                .setOwnerKey(owner)
                .setSequence(1)
                .setRevision(1)
                .setOccurredAt(Instant.EPOCH)
                .setCausedBy("secret-dispatch")
                .setType(FlowEventType.TASK_SPAWNED)
                .build();
    }
}
