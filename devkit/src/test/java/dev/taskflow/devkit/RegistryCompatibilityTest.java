package dev.taskflow.devkit;

import static dev.taskflow.devkit.RegistryClient.wrapped;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(RegistryFixture.class)
class RegistryCompatibilityTest {
    @Test
    void anIncompatibleSchemaIsRefusedWithItsReason(RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);

        RegistryClient.Answer refused = client.register("s", Schemas.WITH_REQUIRED);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.body().path("message").asText()).contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(client.get("/subjects/s/versions").body().toString()).isEqualTo("[1]");
    }

    /** From BASE: a new optional field fits both ways, a new required one only forward, a lost one only backward. */
    @ParameterizedTest
    @CsvSource({
        "NONE,                 true,  true,  true",
        "BACKWARD,             true,  false, true",
        "BACKWARD_TRANSITIVE,  true,  false, true",
        "FORWARD,              true,  true,  false",
        "FORWARD_TRANSITIVE,   true,  true,  false",
        "FULL,                 true,  false, false",
        "FULL_TRANSITIVE,      true,  false, false",
        "full,                 true,  false, false",
    })
    void aLevelDecidesWhichChangesFit(
            String level, boolean optional, boolean required, boolean lost, RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);

        client.put("/config/s", "{\"compatibility\":\"" + level + "\"}");

        assertThat(fits(client, "s/versions/latest", Schemas.WITH_OPTIONAL)).isEqualTo(optional);
        assertThat(fits(client, "s/versions/latest", Schemas.WITH_REQUIRED)).isEqualTo(required);
        assertThat(fits(client, "s/versions", Schemas.EMPTY)).isEqualTo(lost);
    }

    @Test
    void onlyTransitiveLevelsLookBehindTheLatestVersion(RegistryClient client) throws Exception {
        client.register("s", Schemas.EMPTY);
        client.register("s", Schemas.B_WITH_DEFAULT);

        assertThat(fits(client, "s/versions", Schemas.B_WITHOUT_DEFAULT)).isTrue();
        client.put("/config", "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");

        assertThat(fits(client, "s/versions", Schemas.B_WITHOUT_DEFAULT)).isFalse();
        assertThat(client.register("s", Schemas.B_WITHOUT_DEFAULT).status()).isEqualTo(409);
    }

    @Test
    void aTestOfCompatibilityRegistersNothingAndExplainsOnRequest(RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);

        RegistryClient.Answer verdict =
                client.post("/compatibility/subjects/s/versions/latest?verbose=true", wrapped(Schemas.WITH_REQUIRED));

        assertThat(verdict.body().path("is_compatible").asBoolean()).isFalse();
        assertThat(verdict.body().path("messages")).isNotEmpty();
        assertThat(client.get("/subjects/s/versions").body().toString()).isEqualTo("[1]");
        assertThat(client.post("/compatibility/subjects/s/versions/7", wrapped(Schemas.BASE))
                        .code())
                .isEqualTo(40402);
        assertThat(fits(client, "unknown/versions/latest", Schemas.BASE)).isTrue();
    }

    @Test
    void aSubjectFollowsTheGlobalLevelUntilItHasItsOwn(RegistryClient client) throws Exception {
        assertThat(level(client.get("/config"))).isEqualTo("BACKWARD");
        client.put("/config", "{\"compatibility\":\"FORWARD\"}");
        assertThat(client.get("/config/s").code()).isEqualTo(40408);
        assertThat(level(client.get("/config/s?defaultToGlobal=true"))).isEqualTo("FORWARD");

        RegistryClient.Answer put = client.put("/config/s", "{\"compatibility\":\"FULL\"}");

        assertThat(put.body().path("compatibility").asText()).isEqualTo("FULL");
        assertThat(level(client.get("/config/s"))).isEqualTo("FULL");
        assertThat(level(client.delete("/config/s"))).isEqualTo("FULL");
        assertThat(client.get("/config/s").code()).isEqualTo(40408);
        assertThat(level(client.delete("/config"))).isEqualTo("FORWARD");
        assertThat(level(client.get("/config"))).isEqualTo("BACKWARD");
    }

    @Test
    void anUnknownLevelIsRefused(RegistryClient client) throws Exception {
        assertThat(client.put("/config/s", "{\"compatibility\":\"SIDEWAYS\"}").code())
                .isEqualTo(42203);
        assertThat(client.put("/config", "{\"compatibility\":7}").code()).isEqualTo(42203);
    }

    @Test
    void theModeIsAlwaysReadWrite(RegistryClient client) throws Exception {
        assertThat(client.get("/mode").body().path("mode").asText()).isEqualTo("READWRITE");
        assertThat(client.put("/mode", "{\"mode\":\"READWRITE\"}").status()).isEqualTo(200);
        assertThat(client.put("/mode/s", "{\"mode\":\"READONLY\"}").code()).isEqualTo(42205);
        assertThat(client.get("/mode/s").code()).isEqualTo(40409);
    }

    private static boolean fits(RegistryClient client, String subjectVersions, String schema) throws Exception {
        return client.post("/compatibility/subjects/" + subjectVersions, wrapped(schema))
                .body()
                .path("is_compatible")
                .asBoolean();
    }

    private static String level(RegistryClient.Answer answer) {
        return answer.body().path("compatibilityLevel").asText();
    }
}
