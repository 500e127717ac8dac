package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an instance still answers that has all the requests that it may have. */
class BusyTest {
    private static final ApiBounds ONE_AT_A_TIME = new ApiBounds(
            Api.BOUNDS.bodyBytes(),
            Api.BOUNDS.bodyTime(),
            Api.BOUNDS.usualWait(),
            Api.BOUNDS.longestWait(),
            Api.BOUNDS.peerTime(),
            1,
            1,
            Api.BOUNDS.requestsPerSecond(),
            Api.BOUNDS.burst());

    @Test
    void whoAsksForItsHealthIsAnsweredAllTheSame() throws IOException {
        try (Api api = Api.start(new ApiAccess(List.of(Api.TOKENS), "local", false), ONE_AT_A_TIME);
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
            // Its body never comes.
            slow.getOutputStream()
                    .write(("POST /v1/flows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Api.ALICE
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await("it is busy")
                    .until(() -> api.get(Api.ALICE, "/v1/flows").status() == 503);

            assertThat(api.get("", "/health/live").status()).isEqualTo(200);
            assertThat(api.get("", "/health/ready").status()).isEqualTo(200);
        }
    }
}
