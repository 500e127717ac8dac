package dev.taskflow.devkit;

import static dev.taskflow.devkit.RegistryClient.wrapped;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RegistryFixture.class)
class RegistrySubjectsTest {
    @Test
    void aSchemaHasOneIdInAllSubjectsAndHoweverItIsSpaced(RegistryClient client) throws Exception {
        int id = client.register("one", Schemas.BASE).id();

        assertThat(id).isEqualTo(1);
        assertThat(client.register("one", Schemas.BASE).id()).isEqualTo(id);
        assertThat(client.register("other", Schemas.BASE.replace(",", " ,\n")).id())
                .isEqualTo(id);
        assertThat(client.register("one", Schemas.WITH_OPTIONAL).id()).isEqualTo(2);
        assertThat(client.get("/subjects/one/versions").body().toString()).isEqualTo("[1,2]");
        assertThat(client.get("/subjects").body().toString()).isEqualTo("[\"one\",\"other\"]");
        assertThat(client.get("/subjects?subjectPrefix=ot").body().toString()).isEqualTo("[\"other\"]");
    }

    @Test
    void aSchemaIsReadByIdAndByVersion(RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);
        client.register("s", Schemas.WITH_OPTIONAL);

        assertThat(client.get("/schemas/ids/1").body().path("schema").asText()).isEqualTo(canonical(Schemas.BASE));
        assertThat(client.get("/schemas/ids/1?fetchMaxId=true")
                        .body()
                        .path("maxId")
                        .asInt())
                .isEqualTo(2);
        assertThat(client.get("/schemas/ids/2/schema").body()).isEqualTo(json(Schemas.WITH_OPTIONAL));
        assertThat(client.get("/schemas/ids/2/subjects").body().toString()).isEqualTo("[\"s\"]");
        assertThat(client.get("/schemas/ids/2/versions").body().toString())
                .isEqualTo("[{\"subject\":\"s\",\"version\":2}]");
        assertThat(client.get("/subjects/s/versions/latest")
                        .body()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(client.get("/subjects/s/versions/1").body())
                .isEqualTo(RegistryClient.JSON
                        .createObjectNode()
                        .put("subject", "s")
                        .put("version", 1)
                        .put("id", 1)
                        .put("schema", canonical(Schemas.BASE)));
        assertThat(client.get("/subjects/s/versions/1/schema").body()).isEqualTo(json(Schemas.BASE));
    }

    @Test
    void aLookupFindsTheVersionOrSaysWhatIsMissing(RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);

        assertThat(client.post("/subjects/s?normalize=true&deleted=false", wrapped(Schemas.BASE))
                        .body()
                        .path("version")
                        .asInt())
                .isEqualTo(1);
        assertRefused(client.post("/subjects/s", wrapped(Schemas.WITH_OPTIONAL)), 404, 40403);
        assertRefused(client.post("/subjects/unknown", wrapped(Schemas.BASE)), 404, 40401);
    }

    @Test
    void whatIsNotThereIsNamed(RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);

        assertRefused(client.get("/subjects/unknown/versions"), 404, 40401);
        assertRefused(client.get("/subjects/s/versions/2"), 404, 40402);
        assertRefused(client.get("/subjects/s/versions/0"), 422, 42202);
        assertRefused(client.get("/subjects/s/versions/x"), 422, 42202);
        assertRefused(client.get("/schemas/ids/99"), 404, 40403);
        assertRefused(client.get("/schemas/ids/99/versions"), 404, 40403);
        assertRefused(client.get("/schemas/ids/x"), 404, 404);
    }

    @Test
    void subjectsMayHoldSlashesAndPlusSigns(RegistryClient client) throws Exception {
        client.register("a%2Fb+c", Schemas.BASE);

        assertThat(client.get("/subjects").body().toString()).isEqualTo("[\"a/b+c\"]");
        assertThat(client.get("/subjects/a%2Fb%2Bc/versions").status()).isEqualTo(200);
    }

    @Test
    void softlyDeletedIsHiddenButReadableByIdUntilDeletedForGood(RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);
        client.register("s", Schemas.WITH_OPTIONAL);

        assertRefused(client.delete("/subjects/s/versions/1?permanent=true"), 404, 40407);
        assertThat(client.delete("/subjects/s/versions/1").body().toString()).isEqualTo("1");
        assertRefused(client.delete("/subjects/s/versions/1"), 404, 40406);
        assertThat(client.get("/subjects/s/versions").body().toString()).isEqualTo("[2]");
        assertThat(client.get("/subjects/s/versions?deleted=true").body().toString())
                .isEqualTo("[1,2]");
        assertThat(client.get("/schemas/ids/1").status()).isEqualTo(200);
        assertThat(client.delete("/subjects/s/versions/1?permanent=true").body().toString())
                .isEqualTo("1");
        assertRefused(client.get("/schemas/ids/1"), 404, 40403);
    }

    @Test
    void aSubjectIsDeletedSoftlyFirstAndItsIdsAreNotGivenAgain(RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);

        assertRefused(client.delete("/subjects/unknown"), 404, 40401);
        assertRefused(client.delete("/subjects/s?permanent=true"), 404, 40405);
        assertThat(client.delete("/subjects/s").body().toString()).isEqualTo("[1]");
        assertRefused(client.delete("/subjects/s"), 404, 40404);
        assertThat(client.get("/subjects").body()).isEmpty();
        assertThat(client.get("/subjects?deleted=true").body().toString()).isEqualTo("[\"s\"]");
        assertThat(client.delete("/subjects/s?permanent=true").body().toString())
                .isEqualTo("[1]");
        assertThat(client.register("s", Schemas.BASE).id()).isEqualTo(2);
    }

    @Test
    void aSoftlyDeletedSchemaComesBackUnderItsId(RegistryClient client) throws Exception {
        client.register("s", Schemas.BASE);
        client.delete("/subjects/s");

        assertThat(client.register("s", Schemas.BASE).id()).isEqualTo(1);
        assertThat(client.get("/subjects/s/versions").body().toString()).isEqualTo("[2]");
    }

    @Test
    void aSchemaMayReferToAnotherSubject(RegistryClient client) throws Exception {
        client.register("inner", Schemas.BASE);
        String outer =
                """
                {"type":"record","name":"Outer","namespace":"x","fields":[{"name":"r","type":"x.R"}]}""";
        String request = RegistryClient.JSON
                .createObjectNode()
                .put("schema", outer)
                .set("references", json("[{\"name\":\"x.R\",\"subject\":\"inner\",\"version\":-1}]"))
                .toString();

        int id = client.post("/subjects/outer/versions", request).id();

        assertThat(id).isEqualTo(2);
        assertThat(client.post("/subjects/outer", request).id()).isEqualTo(id);
        assertThat(client.get("/schemas/ids/2").body().path("references"))
                .isEqualTo(json("[{\"name\":\"x.R\",\"subject\":\"inner\",\"version\":1}]"));
        assertThat(client.get("/schemas/ids/2/schema").body().at("/fields/0/type"))
                .isEqualTo(json("\"R\""));
        assertThat(client.get("/subjects/inner/versions/1/referencedby").body().toString())
                .isEqualTo("[2]");
        assertRefused(client.delete("/subjects/inner"), 422, 42206);
    }

    @Test
    void aReferenceThatLeadsNowhereIsAnInvalidSchema(RegistryClient client) throws Exception {
        String request =
                """
                {"schema":"\\"x.R\\"","references":[{"name":"x.R","subject":"nowhere","version":1}]}""";

        assertRefused(client.post("/subjects/s/versions", request), 422, 42201);
    }

    private static JsonNode json(String text) throws Exception {
        return RegistryClient.JSON.readTree(text);
    }

    private static String canonical(String schema) {
        return new Schema.Parser().parse(schema).toString();
    }

    private static void assertRefused(RegistryClient.Answer answer, int status, int code) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.code()).as("%s", answer.body()).isEqualTo(code);
        assertThat(answer.body().path("message").asText()).isNotBlank();
    }
}
