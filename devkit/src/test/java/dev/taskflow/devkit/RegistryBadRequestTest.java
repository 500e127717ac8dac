package dev.taskflow.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RegistryFixture.class)
class RegistryBadRequestTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "[]", "7", "null", "{} {}", "\u0000"})
    void aBodyThatIsNoJsonObjectIsABadRequest(String body, RegistryClient client) throws Exception {
        RegistryClient.Answer answer = client.post("/subjects/s/versions", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(400);
    }

    @Test
    void bytesThatAreNoTextAreABadRequest(RegistryClient client) throws Exception {
        byte[] noUtf8 = {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};

        assertThat(client.send("POST", "/subjects/s/versions", noUtf8).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"schema\":7}",
                "{\"schema\":\" \"}",
                "{\"schema\":\"nonsense\"}",
                "{\"schema\":\"{}\"}",
                "{\"schema\":\"[\\\"null\\\",[\\\"null\\\"]]\"}",
                "{\"schema\":\"{\\\"type\\\":\\\"enum\\\",\\\"name\\\":\\\"E\\\"}\"}",
                "{\"schema\":\"{\\\"type\\\":\\\"fixed\\\",\\\"name\\\":\\\"F\\\",\\\"size\\\":-1}\"}",
                "{\"schema\":\"\\\"string\\\"\",\"schemaType\":\"PROTOBUF\"}",
                "{\"schema\":\"\\\"string\\\"\",\"references\":7}",
                "{\"schema\":\"\\\"string\\\"\",\"references\":[{\"name\":\"x\"}]}"
            })
    void aSchemaThatIsNoneIsInvalid(String body, RegistryClient client) throws Exception {
        RegistryClient.Answer answer = client.post("/subjects/s/versions", body);

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo(42201);
        assertThat(client.get("/subjects").body()).isEmpty();
    }

    @Test
    void aSchemaNestedWithoutEndIsInvalid(RegistryClient client) throws Exception {
        int depth = 100_000;
        String schema = "{\"type\":\"array\",\"items\":".repeat(depth) + "\"int\"" + "}".repeat(depth);

        assertThat(client.register("s", schema).code()).isEqualTo(42201);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /nowhere,                     404",
        "GET,    /subjects/s/versions/1/x/y,   404",
        "GET,    /schemas,                     404",
        "GET,    //,                           400",
        "GET,    /../..,                       404",
        "PUT,    /subjects,                    405",
        "PATCH,  /config,                      405",
        "DELETE, /schemas/ids/1,               405",
        "BREW,   /mode,                        405",
        "GET,    /subjects/%FF%zz/versions,    400",
        "GET,    /subjects?deleted=%zz,        400",
    })
    void anAddressOrMethodThatIsNotThereIsAClientError(
            String method, String path, int status, DevSchemaRegistry registry) throws Exception {
        assertThat(rawStatus(registry, method + " " + path + " HTTP/1.1")).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/subjects//versions", "/subjects/%20/versions", "/subjects/a%00b/versions"})
    void aSubjectWithoutAUsableNameIsRefused(String path, RegistryClient client) throws Exception {
        assertThat(client.post(path, RegistryClient.wrapped(Schemas.BASE)).code())
                .isEqualTo(42208);
    }

    @Test
    void aBodyOverTheLimitIsTooLarge(RegistryClient client) throws Exception {
        RegistryClient.Answer answer =
                client.send("POST", "/subjects/s/versions", new byte[RegistryHttp.BODY_LIMIT + 1]);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo(413);
    }

    @Test
    void aHeadRequestGetsAnAnswerWithoutABody(DevSchemaRegistry registry) throws Exception {
        assertThat(rawStatus(registry, "HEAD /subjects HTTP/1.1")).isEqualTo(405);
    }

    /** By hand, because clients refuse to send what is wrong here. */
    private static int rawStatus(DevSchemaRegistry registry, String requestLine) throws Exception {
        try (Socket socket = new Socket(LoopbackSockets.loopback(), registry.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write((requestLine + "\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }
}
