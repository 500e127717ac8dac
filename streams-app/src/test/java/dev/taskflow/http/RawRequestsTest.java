package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.http.peer.Cursors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.streams.state.HostInfo;

/** Bytes as no client library sends them, to two instances that ask each other. Nothing is met by a 5xx, nor by an insight. */
class RawRequestsTest {
    private static final List<String> HEADERS = List.of(
            "Authorization: Bearer",
            "TaskFlow-Owner:",
            "TaskFlow-Hop:",
            "TaskFlow-Lookup:",
            "X-Request-Id:",
            "Prefer:",
            "If-Match:",
            "Idempotency-Key:",
            "Accept:",
            "Content-Type:",
            "Content-Encoding:",
            "Last-Event-ID:",
            "traceparent:",
            "Host:");
    private static final List<String> PATHS = List.of(
            "/v1/flows?label=",
            "/v1/flows?controller=",
            "/v1/flows?status=",
            "/v1/flows?createdFrom=",
            "/v1/flows?limit=",
            "/v1/flows?cursor=",
            "/v1/flows?",
            "/v1/flows/",
            "/v1/flows/f1/tasks/",
            "/v1/flows/f1/tasks?cursor=",
            "/v1/flows/f1/events?cursor=",
            "/v1/counts?",
            "/v1/audit?taskQueuedMs=",
            "/v1/",
            "/status?");
    private static final List<Api> APIS = new ArrayList<>();

    @BeforeContainer
    static void start() throws IOException {
        List<HostInfo> hosts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                hosts.add(new HostInfo("127.0.0.1", free.getLocalPort()));
            }
        }
        List<MemoryState> states = List.of(new MemoryState(List.of(0, 1, 2)), new MemoryState(List.of(3, 4, 5)));
        MemoryProcessor processor = new MemoryProcessor(id -> states.get(MemoryState.partition(id) / 3));
        for (int i = 0; i < 2; i++) {
            states.get(i).instances.addAll(hosts);
            for (int partition = 0; partition < MemoryState.PARTITIONS; partition++) {
                states.get(i).elsewhere.put(partition, hosts.get(partition / 3));
            }
            APIS.add(Api.start(states.get(i), processor, hosts.get(i).port()));
        }
        APIS.get(0).create(Api.ALICE, "f1", "r1");
    }

    @AfterContainer
    static void stop() {
        APIS.forEach(Api::close);
        APIS.clear();
    }

    /** All that can stand in a line, and what is not ASCII. */
    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings()
                .withCharRange(' ', '\u00ff')
                .withChars("|^`{}<>\"\\[]%;,=&\t")
                .ofMaxLength(60);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void whateverStandsInAPathOrQueryIsAnsweredDecently(@ForAll("noise") String noise) throws IOException {
        for (String path : PATHS) {
            assertDecent("GET " + path + noise.replace(" ", "") + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + Api.OPERATOR + "\r\nConnection: close\r\n\r\n");
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void whateverStandsInAHeaderIsAnsweredDecently(@ForAll("noise") String noise) throws IOException {
        for (String header : HEADERS) {
            for (String line : List.of("GET /v1/flows", "GET /v1/flows/f1", "POST /v1/flows/f1/resume")) {
                assertDecent(line + " HTTP/1.1\r\n" + header + " " + noise + "\r\nHost: x\r\nAuthorization: Bearer "
                        + Api.OPERATOR + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                        + "Connection: close\r\n\r\n{}");
            }
        }
    }

    /** The default secret is no secret: whoever knows it can encrypt what he likes. */
    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void aForgedCursorIsRefused(@ForAll List<String> parts) {
        Cursors forger = new Cursors("cursor-secret");
        List<String> some = parts.subList(0, Math.min(parts.size(), 8));
        Api api = APIS.get(0);
        String flows = forger.write("flows|Optional[" + Api.ALICES + "]|", some);
        assertThat(api.get(Api.ALICE, "/v1/flows?cursor=" + flows).status()).isIn(200, 400);
        String events = forger.write("events|f1", some);
        assertThat(api.get(Api.ALICE, "/v1/flows/f1/events?cursor=" + events).status())
                .isIn(200, 400);
        String tasks = forger.write("tasks|f1", some);
        assertThat(api.get(Api.ALICE, "/v1/flows/f1/tasks?cursor=" + tasks).status())
                .isIn(200, 400);
    }

    private static void assertDecent(String request) throws IOException {
        for (Api api : APIS) {
            String answer = exchange(api, request);
            assertThat(answer).as(request).matches("(?s)(HTTP/1\\.1 ([234]\\d\\d|503) .*)?");
            assertThat(answer).as(request).doesNotContain("Exception", "at org.", "at dev.", "java.", "Jetty", "jetty");
        }
    }

    private static String exchange(Api api, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            try {
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (java.net.SocketException reset) {
                return "";
            }
        }
    }
}
