package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskflow.schema.CompatibilityLevel;
import dev.taskflow.schema.NeutralSchema;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskEvent;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSchemaRegistryClientTest {
    private static final Schema SCHEMA = NeutralSchema.of(FlowSettled.class);
    private static final String NOT_FOUND = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

    private final RegistryEndpoint endpoint = new RegistryEndpoint();
    private final SchemaRegistryClient client = client(endpoint.url(), Map.of());

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void registersOnceAndRemembersTheId() {
        int id = client.register("s-value", SCHEMA);

        assertThat(client.register("s-value", SCHEMA)).isEqualTo(id);
        assertThat(endpoint.asked).singleElement().satisfies(asked -> {
            assertThat(asked.path()).isEqualTo("/subjects/s-value/versions");
            assertThat(asked.body()).contains("\\\"name\\\":\\\"FlowSettled\\\"");
        });
        assertThat(endpoint.registry.byId(id)).isEqualTo(SCHEMA);
    }

    @Test
    void aSubjectIsEscapedInThePath() {
        client.register("a b/c?d", SCHEMA);

        assertThat(endpoint.asked.get(0).path()).isEqualTo("/subjects/a%20b%2Fc%3Fd/versions");
    }

    @Test
    void lookupIsEmptyForAnUnknownSubjectAndASchemaThatIsNotThere() {
        assertThat(client.lookup("s", SCHEMA)).isEmpty();
        int id = client.register("s", SCHEMA);
        assertThat(client.lookup("s", SCHEMA)).isEqualTo(OptionalInt.of(id));
        assertThat(client.lookup("s", NeutralSchema.of(TaskEvent.class))).isEmpty();
    }

    @Test
    void latestIsTheLastVersion() {
        assertThat(client.latest("s")).isEmpty();
        int id = client.register("s", SCHEMA);
        assertThat(client.latest("s")).contains(new RegisteredSchema("s", 1, id, SCHEMA));
    }

    @Test
    void anIdIsAskedOnce() {
        int id = endpoint.registry.register("s", SCHEMA);

        assertThat(client.byId(id)).isEqualTo(SCHEMA);
        assertThat(client.byId(id)).isEqualTo(SCHEMA);
        assertThat(endpoint.asked).hasSize(1);
    }

    @Test
    void compatibilityLevelIsReadAndSet() {
        assertThat(client.compatibilityLevel("s")).isEmpty();
        client.setCompatibilityLevel("s", CompatibilityLevel.FULL_TRANSITIVE);
        assertThat(client.compatibilityLevel("s")).contains(CompatibilityLevel.FULL_TRANSITIVE);
    }

    @Test
    void incompatibilitiesSayWhy() {
        Schema other = NeutralSchema.of(TaskEvent.class);
        assertThat(client.incompatibilities("s", other)).isEmpty();
        client.register("s", SCHEMA);

        assertThat(client.incompatibilities("s", SCHEMA)).isEmpty();
        assertThat(client.incompatibilities("s", other))
                .anySatisfy(reason -> assertThat(reason).contains("NAME_MISMATCH"));
    }

    @Test
    void aRegistryWithoutTheAllVersionsCheckIsAskedForTheLatest() {
        client.register("s", SCHEMA);
        endpoint.answerNext(404, "");

        assertThat(client.incompatibilities("s", NeutralSchema.of(TaskEvent.class)))
                .isNotEmpty();
        assertThat(endpoint.asked.get(2).path()).isEqualTo("/compatibility/subjects/s/versions/latest?verbose=true");
    }

    @Test
    void anIncompatibleSchemaIsRefusedWithTheRegistrysReason() {
        client.register("s", SCHEMA);

        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(() -> client.register("s", NeutralSchema.of(TaskEvent.class)))
                .withMessageContaining("breaks the subject's compatibility level")
                .withMessageContaining("NAME_MISMATCH")
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(409));
    }

    @Test
    void referencesAreResolved() {
        endpoint.answerNext(
                200,
                """
                {"schema":"{\\"type\\":\\"record\\",\\"name\\":\\"A\\",\\"fields\\":[{\\"name\\":\\"b\\",\\"type\\":\\"n.B\\"}]}",
                 "references":[{"name":"n.B","subject":"b","version":3}]}""");
        endpoint.answerNext(
                200,
                """
                {"subject":"b","version":3,"id":9,
                 "schema":"{\\"type\\":\\"record\\",\\"name\\":\\"B\\",\\"namespace\\":\\"n\\",\\"fields\\":[]}"}""");

        Schema schema = client.byId(7);

        assertThat(schema.getField("b").schema().getFullName()).isEqualTo("n.B");
        assertThat(endpoint.asked.get(1).path()).isEqualTo("/subjects/b/versions/3");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void whatMayPassIsTriedAgain(int status) {
        endpoint.answerNext(status, "");
        endpoint.answerNext(status, "{\"error_code\":50001,\"message\":\"later\"}");

        assertThat(client.register("s", SCHEMA)).isPositive();
        assertThat(endpoint.asked).hasSize(3);
    }

    @Test
    void itGivesUpAfterTheConfiguredRetries() {
        for (int i = 0; i < 3; i++) {
            endpoint.answerNext(503, "");
        }

        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> client.register("s", SCHEMA))
                .withMessageContaining("3 attempts")
                .withMessageContaining("status 503")
                .withMessageContaining(endpoint.url());
        assertThat(endpoint.asked).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 409, 422})
    void aFinalAnswerIsNotTriedAgain(int status) {
        endpoint.answerNext(status, "{\"error_code\":" + status * 100 + ",\"message\":\"no\"}");

        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(() -> client.register("s", SCHEMA))
                .withMessageContaining("status " + status)
                .withMessageContaining(": no.");
        assertThat(endpoint.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>hello</html>", "{}", "[]"})
    void anAnswerThatNoRegistryGivesIsSaidToBeOne(String body) {
        endpoint.answerNext(200, body);

        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(() -> client.register("s", SCHEMA))
                .withMessageContaining("Is there a schema registry at this URL?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>not here</html>", "{\"status\":404,\"title\":\"Not found\"}"})
    void aBare404ComesFromNoRegistry(String body) {
        endpoint.answerNext(404, body);

        assertThatExceptionOfType(RegistryRefusedException.class)
                .isThrownBy(() -> client.byId(1))
                .withMessageContaining("Is there a schema registry at this URL?");
    }

    @Test
    void anUnknownIdIsNotTriedAgain() {
        endpoint.answerNext(404, NOT_FOUND);

        assertThatExceptionOfType(UnknownSchemaException.class)
                .isThrownBy(() -> client.byId(4711))
                .withMessageContaining("4711")
                .satisfies(unknown -> assertThat(unknown.id()).isEqualTo(4711));
        assertThat(endpoint.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = 1;\"}",
                "{\"schema\":\"nonsense\"}",
                "{\"schema\":\"{\\\"type\\\":\\\"record\\\"}\"}",
                "{}"
            })
    void anIdThatIsNoAvroSchemaIsUnknown(String body) {
        endpoint.answerNext(200, body);

        assertThatExceptionOfType(UnknownSchemaException.class).isThrownBy(() -> client.byId(8));
    }

    @Test
    void credentialsAreSentWithEveryRequestAndShownNowhere() {
        String header = "Basic dXNlcjpzM2NyZXQ=";
        List<SchemaRegistryClient> clients = List.of(
                client(endpoint.url(), Map.of("basic.auth.user.info", "user:s3cret")),
                client(endpoint.url().replace("://", "://user:s3cret@"), Map.of()));
        for (SchemaRegistryClient authenticated : clients) {
            endpoint.answerNext(401, "");
            assertThatExceptionOfType(RegistryRefusedException.class)
                    .isThrownBy(() -> authenticated.register("s", SCHEMA))
                    .withMessageContaining("basic.auth.user.info")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
        }

        assertThat(endpoint.asked)
                .extracting(RegistryEndpoint.Asked::authorization)
                .containsOnly(header);
    }

    @Test
    void withoutCredentialsNoneAreSent() {
        client.register("s", SCHEMA);

        assertThat(endpoint.asked.get(0).authorization()).isEqualTo("null");
    }

    @Test
    void whenOneUrlDoesNotAnswerTheNextOneIsAskedAndStaysTheFirstChoice() throws IOException {
        SchemaRegistryClient several = client(nobody() + ", " + endpoint.url() + "/", Map.of());

        several.register("a", SCHEMA);
        several.register("b", SCHEMA);

        assertThat(endpoint.asked)
                .extracting(RegistryEndpoint.Asked::path)
                .containsExactly("/subjects/a/versions", "/subjects/b/versions");
    }

    @Test
    void aRegistryThatIsNotThereIsUnavailable() throws IOException {
        SchemaRegistryClient nowhere = client(nobody(), Map.of());

        assertThatExceptionOfType(RegistryUnavailableException.class)
                .isThrownBy(() -> nowhere.byId(1))
                .withMessageContaining("Check that it runs")
                .withMessageContaining("schema.registry.url");
    }

    @Test
    void aRegistryThatDoesNotAnswerInTimeIsUnavailable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            SchemaRegistryClient waiting = client(
                    "http://127.0.0.1:" + silent.getLocalPort(),
                    Map.of("http.read.timeout.ms", "50", "max.retries", "0"));

            assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> waiting.byId(1));
        }
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static SchemaRegistryClient client(String url, Map<String, String> more) {
        Map<String, Object> config = new HashMap<>(Map.of("schema.registry.url", url));
        config.put("max.retries", 2);
        config.put("retries.wait.ms", 1);
        config.putAll(more);
        return SchemaRegistryClient.of(config);
    }
}
