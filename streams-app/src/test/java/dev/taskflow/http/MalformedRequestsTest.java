package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, it never meets a 5xx or a stack trace. */
class MalformedRequestsTest {
    private static @Nullable Api api;

    @BeforeAll
    @BeforeContainer
    static void start() {
        if (api == null) {
            api = Api.start();
            api.create(Api.ALICE, "f1", "r1");
        }
    }

    @AfterAll
    @AfterContainer
    static void stop() {
        if (api != null) {
            api.close();
            api = null;
        }
    }

    private static Api api() {
        return java.util.Objects.requireNonNull(api);
    }

    private static void assertRefusedDecently(Api.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isLessThan(500);
        assertThat(reply.body()).doesNotContain("Exception", "at dev.taskflow", "at org.", "java.lang", "jackson");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"goal\":\"g\",\"gaol\":\"x\"}|422|gaol",
                "{\"goal\":5}|422|goal",
                "{}|422|goal",
                "{\"goal\":\"g\",\"labels\":{\"a\":1}}|422|labels.a",
                "{\"goal\":\"g\",\"tasks\":[{\"runId\":\"r\",\"runtime\":\"d\",\"x\":1}]}|422|tasks[0].x",
                "{\"goal\":\"g\",\"tasks\":[{\"runId\":\"r\"}]}|422|tasks[0].runtime",
                "{\"goal\":\"g\",\"tasks\":[{\"runId\":\"r\",\"runtime\":\"d\",\"inputBase64\":\"!\"}]}|422|tasks[0].inputBase64",
                "{\"goal\":\"g\",\"tasks\":[{\"runId\":\"r\",\"runtime\":\"d\",\"input\":1,\"inputBase64\":\"aa\"}]}|422|tasks[0].inputBase64",
                "{\"goal\":\"g\",\"tasks\":{}}|422|tasks",
                "{\"goal\":\"g\",\"syncMode\":\"managed\"}|422|syncMode",
                "{\"goal\":\"g\",\"deadline\":\"tomorrow\"}|422|deadline",
                "{\"goal\":\"g\",\"cancelGraceMs\":1.5}|422|cancelGraceMs",
                "{\"goal\":\"g\",\"cancelGraceMs\":99999999999999999999}|422|cancelGraceMs",
                "{\"goal\":\"\\ud800\"}|422|goal",
                "{\"goal\":\"g\",\"goal\":\"h\"}|400|",
                "{\"goal\":\"g\"} x|400|",
                "{\"goal\":|400|",
                "[]|400|",
                "null|400|"
            })
    void aBodyIsRefusedWithTheFieldThatIsWrong(String body, int status, @Nullable String field) {
        Api.Reply reply = api().post(Api.ALICE, "/v1/flows", body);

        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("field").asText("")).isEqualTo(field == null ? "" : field);
        assertRefusedDecently(reply);
    }

    @Test
    void deepNestingAndLargeBodiesAreRefused() {
        Api.Reply deep = api().post(Api.ALICE, "/v1/flows", "{\"goal\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");
        Api.Reply large = api().post(Api.ALICE, "/v1/flows", "{\"goal\":\"" + "x".repeat(256 * 1024) + "\"}");
        Api.Reply chunked = api().send(api().request(Api.ALICE, "/v1/flows")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[300 * 1024]))));

        assertThat(deep.status()).isEqualTo(400);
        assertThat(large.status()).isEqualTo(413);
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(List.of(deep, large, chunked)).allSatisfy(MalformedRequestsTest::assertRefusedDecently);
    }

    @Test
    void onlyJsonIsTakenAlsoWithoutABody() {
        Api.Reply form = api().send(api().request(Api.ALICE, "/v1/flows/f1/cancel")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.noBody()));
        Api.Reply none =
                api().send(api().request(Api.ALICE, "/v1/flows/f1/cancel").POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(form.status()).isEqualTo(415);
        assertThat(none.status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/flows?limit=0",
                "/v1/flows?limit=501",
                "/v1/flows?limit=x",
                "/v1/flows?limit=1&limit=2",
                "/v1/flows?cursor=x",
                "/v1/flows?cursor=AQ",
                "/v1/flows?status=RUNING",
                "/v1/flows?status=UNSPECIFIED",
                "/v1/flows?label=x",
                "/v1/flows?createdFrom=yesterday",
                "/v1/flows?cancelRequested=maybe",
                "/v1/flows?unknown=1",
                "/v1/flows?reveal=yes",
                "/v1/flows?limit=%zz",
                "/v1/flows/f1?stale=yes",
                "/v1/flows/f1/tasks?cursor=zz",
                "/v1/flows/f1/events?cursor=zz",
                "/v1/audit?flowRunningMs=-1",
                "/v1/audit?severity=BAD"
            })
    void aParameterThatCannotBeUnderstoodIsRefused(String path) {
        Api.Reply reply = api().send(rawUri(Api.OPERATOR, path));

        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.json().path("code").asText()).isEqualTo("MALFORMED");
    }

    private static HttpRequest.Builder rawUri(String token, String path) {
        return api().request(token, path.replace("%zz", "%25zz%C0")).GET();
    }

    @Test
    void aCursorIsGoodForItsOwnListOnly() {
        for (int i = 0; i < 3; i++) {
            api().create(Api.BOB, "cursor-" + i);
        }
        String cursor = api().get(Api.BOB, "/v1/flows?limit=1")
                .json()
                .path("nextCursor")
                .asText();

        assertThat(api().get(Api.BOB, "/v1/flows?limit=2&cursor=" + cursor).status())
                .isEqualTo(200);
        assertThat(api().get(Api.BOB, "/v1/flows?status=QUEUED&cursor=" + cursor)
                        .status())
                .isEqualTo(400);
        assertThat(api().get(Api.ALICE, "/v1/flows?cursor=" + cursor).status()).isEqualTo(400);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            StringBuilder changed = new StringBuilder(cursor);
            changed.setCharAt(random.nextInt(cursor.length() - 1), "ABCxyz019-_".charAt(random.nextInt(11)));
            if (!changed.toString().equals(cursor)) {
                assertThat(api().get(Api.BOB, "/v1/flows?cursor=" + changed).status())
                        .isEqualTo(400);
            }
        }
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void anyTextInAnyPlaceIsAnsweredDecently(@ForAll String text, @ForAll Random random) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        List<Supplier<Api.Reply>> requests = List.of(
                () -> api().post(Api.ALICE, "/v1/flows", text),
                () -> api().post(Api.ALICE, "/v1/flows/f1/waiting", mutated(random)),
                () -> api().get(Api.OPERATOR, "/v1/flows/" + encoded),
                () -> api().get(Api.OPERATOR, "/v1/flows/" + encoded + "/tasks/" + encoded),
                () -> api().get(Api.OPERATOR, "/v1/flows?cursor=" + encoded),
                () -> api().get(Api.OPERATOR, "/v1/flows?label=" + encoded + "&controller=" + encoded),
                () -> api().get(Api.ALICE, "/v1/flows/f1/events?cursor=" + encoded),
                () -> api().post(Api.ALICE, "/v1/flows/" + encoded + "/cancel", "{}"));
        requests.forEach(request -> assertRefusedDecently(request.get()));
    }

    private static String mutated(Random random) {
        StringBuilder body = new StringBuilder(
                "{\"currentStep\":\"s\",\"stateJson\":\"{}\",\"waitJson\":null,\"wakeAt\":\"2030-01-01T00:00:00Z\"}");
        for (int i = 0; i < 3; i++) {
            int at = random.nextInt(body.length());
            switch (random.nextInt(3)) {
                case 0 -> body.deleteCharAt(at);
                case 1 -> body.insert(at, (char) random.nextInt(0x300));
                default -> body.setCharAt(at, "{}[]\",:0e-".charAt(random.nextInt(10)));
            }
        }
        return body.toString();
    }

    /** What no client library would send. */
    @Test
    void rawBytesOnTheLineAreAnsweredDecently() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "GET / HTTP/1.1\r\n\r\n",
                "GET /v1/flows/%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.ALICE + "\r\n\r\n",
                "GET /v1/flows/../../etc HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.ALICE + "\r\n\r\n",
                "GET /v1/flows/%00%ff HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.ALICE + "\r\n\r\n",
                "GET http://[::bad HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v1/flows HTTP/9.9\r\nHost: x\r\n\r\n",
                "POST /v1/flows HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: unheard-of\r\n\r\n",
                "BREW /v1/flows HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /v1/flows HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /v1/flows HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz\r\n",
                "GET /v1/flows HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n",
                "GET /v1/flows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u0000\u0001\r\n\r\n"));
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            lines.add(new String(noise, StandardCharsets.ISO_8859_1) + "\r\n\r\n");
        }
        for (String line : lines) {
            String answer = exchange(line);
            assertThat(answer).doesNotContain("Exception", "at org.", "at dev.", "Jetty");
            if (!answer.isEmpty()) {
                assertThat(answer).as(line).matches("(?s)HTTP/1\\.[01] [234]\\d\\d .*");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/flows/%ff", "/v1/flows/..;/f1", "/v1/flows//f1", "/v1/flows/%2e%2e/f1"})
    void anAddressThatIsNotClearIsRefusedWithWhatToDo(String address) throws IOException {
        String answer = exchange(
                "GET " + address + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Api.ALICE + "\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("\"code\":\"MALFORMED\"", "The address is not clear (", "as UTF-8");
    }

    /** The next request would otherwise be sent on a connection that ends, and fail for no reason of its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/flows/%00/cancel HTTP/1.1", // what RFC 3986 or this server does not allow in an address
                "POST /v1/flows/a;b/../c/%2e%2e/cancel HTTP/1.1",
                "POST /v1/nowhere HTTP/1.1",
                "POST /v1/flows HTTP/9.9" // what Jetty refuses itself
            })
    void anAnswerBeforeTheBodyIsTheLastOnItsConnection(String line) throws IOException {
        String answer = exchange(line + "\r\nHost: localhost\r\nAuthorization: Bearer " + Api.ALICE
                + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1\\.1 4\\d\\d .*").containsIgnoringCase("\r\nConnection: close\r\n");
    }

    private static String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api().port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (IOException reset) {
                // Nothing more comes: what came is looked at.
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
