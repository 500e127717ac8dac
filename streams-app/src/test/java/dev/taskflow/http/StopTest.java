package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of requests when an instance stops. */
@Timeout(60)
class StopTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void whatIsBeingAnsweredIsAnswered() {
        Api api = Api.start();
        CompletableFuture<HttpResponse<String>> underWay = waitingFor(api, 2);

        api.close();

        assertThat(underWay.join().statusCode()).isEqualTo(202);
    }

    @Test
    void whatIsNewIsRefusedMeanwhile() throws IOException {
        Api api = Api.start();
        int port = api.port();
        try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(answer(open, "/health/live")).contains("HTTP/1.1 200");
            CompletableFuture<?> unused = waitingFor(api, 60); // so the stop takes its time
            CompletableFuture<Void> closing = CompletableFuture.runAsync(api::close);
            Awaitility.await("no connection is taken any more").until(() -> !connects(port));

            String refusal = answer(open, "/v1/flows");

            assertThat(refusal)
                    .contains("HTTP/1.1 503", "Connection: close", "Retry-After: 1", "\"code\":\"UNAVAILABLE\"");
            closing.join();
        }
    }

    @Test
    void streamsEndInOrderAndKeepNobodyWaiting() {
        Api api = Api.start();
        CompletableFuture<HttpResponse<String>> stream = client.sendAsync(
                api.request(Api.ALICE, "/v1/events", "Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Awaitility.await("it has begun").until(() -> api.hub.size() == 1);

        api.close();

        assertThat(stream.join().body()).contains(": begins now");
    }

    @Test
    void whatNeverEndsIsCutOff() throws IOException {
        Api api = Api.start();
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            silent.getOutputStream()
                    .write(("POST /v1/flows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.ALICE
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<HttpResponse<String>> endless = waitingFor(api, 60);

            api.close();

            assertThat(endless).failsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void whoIsInterruptedStopsItAllTheSameAndStaysInterrupted() {
        Api api = Api.start();
        int port = api.port();

        Thread.currentThread().interrupt();
        api.close();

        assertThat(Thread.interrupted()).as("interrupted").isTrue();
        assertThat(connects(port)).as("somebody listens").isFalse();
    }

    /** A request that is answered after so many seconds, as the command's result never comes. */
    private CompletableFuture<HttpResponse<String>> waitingFor(Api api, int seconds) {
        api.processor.answers = false;
        CompletableFuture<HttpResponse<String>> underWay = client.sendAsync(
                api.request(
                                Api.ALICE,
                                "/v1/flows/f/cancel",
                                "Prefer",
                                "wait=" + seconds,
                                "Content-Type",
                                "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Awaitility.await("it is under way").until(() -> {
            synchronized (api.processor) {
                return api.processor.received.size() == 1;
            }
        });
        return underWay;
    }

    private static boolean connects(int port) {
        try (Socket taken = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return taken.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** What comes back at once. */
    private static String answer(Socket connection, String path) throws IOException {
        connection
                .getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] bytes = new byte[4096];
        int length = connection.getInputStream().read(bytes);
        return new String(bytes, 0, Math.max(length, 0), StandardCharsets.US_ASCII);
    }
}
