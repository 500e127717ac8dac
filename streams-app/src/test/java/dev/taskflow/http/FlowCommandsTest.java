package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowCommand;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlowCommandsTest {
    private final Api api = Api.start();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void C1_aCreatedFlowIsThereUnderItsLocation() {
        Api.Reply created = api.post(
                Api.ALICE,
                "/v1/flows",
                """
                {"goal":"g","controllerId":"c","tasks":[{"runId":"r","runtime":"default","input":[1.50,"x"]}]}""");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.json().path("tasks").path(0).path("created").asBoolean())
                .isTrue();
        Api.Reply flow = api.get(Api.ALICE, created.header("Location"));
        assertThat(flow.json().path("goal").asText()).isEqualTo("g");
        Api.Reply task = api.get(Api.ALICE, created.header("Location") + "/tasks/r?reveal=true");
        assertThat(task.status()).isEqualTo(200);
        FlowCommand command = api.processor.received.get(0);
        assertThat(new String(
                        command.getCreateFlow()
                                .orElseThrow()
                                .getTasks()
                                .get(0)
                                .getInput()
                                .array(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("[1.50,\"x\"]");
    }

    @Test
    void A1_theOwnerIsTheTokensAndNeverTheBodys() {
        Api.Reply refused =
                api.post(Api.ALICE, "/v1/flows", "{\"goal\":\"g\",\"controllerId\":\"c\",\"ownerKey\":\"owner-bob\"}");
        api.create(Api.ALICE, "f1");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("field").asText()).isEqualTo("ownerKey");
        assertThat(api.processor.received).extracting(FlowCommand::getOwnerKey).containsExactly(Api.ALICES);
    }

    @Test
    void anIdempotencyKeyMakesOneFlowHoweverOftenItIsSent() {
        String body = "{\"goal\":\"g\",\"controllerId\":\"c\"}";
        Api.Reply first = api.post(Api.ALICE, "/v1/flows", body, "Idempotency-Key", "k1");
        Api.Reply again = api.post(Api.ALICE, "/v1/flows", body, "Idempotency-Key", "k1");
        Api.Reply bobs = api.post(Api.BOB, "/v1/flows", body, "Idempotency-Key", "k1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("outcome").asText()).isEqualTo("REPLAYED");
        assertThat(again.json().path("flowId")).isEqualTo(first.json().path("flowId"));
        assertThat(bobs.status()).isEqualTo(201);
        assertThat(bobs.json().path("flowId")).isNotEqualTo(first.json().path("flowId"));
    }

    @Test
    void anIdempotencyKeyOfACreateUsedForACancelIsAnotherCommand() {
        api.post(
                Api.ALICE,
                "/v1/flows",
                "{\"flowId\":\"f1\",\"goal\":\"g\",\"controllerId\":\"c\"}",
                "Idempotency-Key",
                "k1");

        Api.Reply cancelled = api.post(Api.ALICE, "/v1/flows/f1/cancel", "{}", "Idempotency-Key", "k1");

        assertThat(cancelled.json().path("outcome").asText()).isEqualTo("ACCEPTED");
        assertThat(cancelled.json().path("status").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void C5_ifMatchIsTheExpectedRevision() {
        api.create(Api.ALICE, "f1");

        Api.Reply conflict = api.post(Api.ALICE, "/v1/flows/f1/resume", "{}", "If-Match", "\"7\"");
        Api.Reply done = api.post(Api.ALICE, "/v1/flows/f1/resume", "{}", "If-Match", "\"1\"");

        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.json().path("code").asText()).isEqualTo("REVISION_CONFLICT");
        assertThat(conflict.json().path("revision").asLong()).isEqualTo(1);
        assertThat(conflict.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    void everyOperationReachesTheFlow() {
        api.create(Api.ALICE, "f1", "r1", "r2");
        Map<String, String> operations = Map.of(
                "tasks", "{\"tasks\":[{\"runId\":\"r3\",\"runtime\":\"default\"}]}",
                "waiting", "{\"waitJson\":\"{}\",\"wakeAt\":\"2030-01-01T00:00:00Z\"}",
                "resume", "{\"status\":\"RUNNING\"}",
                "tasks/r1/cancel", "{\"reason\":\"enough\"}",
                "notify-policy", "{\"notifyPolicy\":\"SILENT\"}");
        for (String operation : List.of("tasks", "waiting", "resume", "tasks/r1/cancel", "notify-policy")) {
            Api.Reply done = api.post(Api.ALICE, "/v1/flows/f1/" + operation, operations.getOrDefault(operation, ""));
            assertThat(done.status()).as(operation + done.body()).isEqualTo(200);
        }
        assertThat(api.get(Api.ALICE, "/v1/flows/f1/tasks/r1")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("CANCELLED");
        assertThat(api.post(Api.ALICE, "/v1/flows/f1/fail", "{\"error\":\"e\"}")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("FAILED");
        api.create(Api.ALICE, "f2");
        assertThat(api.post(Api.ALICE, "/v1/flows/f2/finish", "{\"summary\":\"s\"}")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("SUCCEEDED");
        Api.Reply late = api.post(Api.ALICE, "/v1/flows/f2/cancel", "");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().path("code").asText()).isEqualTo("TERMINAL");
    }

    @Test
    void whatIsNotDecidedInTimeIsAcceptedOnlyOnceKafkaHasIt() {
        api.processor.answers = false;
        Api.Reply pending =
                api.post(Api.ALICE, "/v1/flows", "{\"goal\":\"g\",\"controllerId\":\"c\"}", "Prefer", "wait=0");

        assertThat(pending.status()).isEqualTo(202);
        assertThat(pending.json().path("outcome").asText()).isEqualTo("PENDING");
        assertThat(pending.header("Location"))
                .isEqualTo("/v1/flows/" + pending.json().path("flowId").asText());
    }

    @Test
    void whatKafkaDoesNotTakeIsNotAccepted() {
        ApiBounds hasty = new ApiBounds(
                1_000, Duration(5), java.time.Duration.ofMillis(200), Duration(5), Duration(5), 16, 16, 1_000, 1_000);
        try (Api away = Api.start(new ApiAccess(List.of(Api.TOKENS), "local", false), hasty)) {
            away.processor.takes = false;

            Api.Reply refused = away.post(Api.ALICE, "/v1/flows", "{\"goal\":\"g\",\"controllerId\":\"c\"}");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotEmpty();
        }
    }

    private static java.time.Duration Duration(int seconds) {
        return java.time.Duration.ofSeconds(seconds);
    }

    @Test
    void traceHeadersAreCarriedOn() {
        api.post(Api.ALICE, "/v1/flows/f1/cancel", "{}", "traceparent", "00-1-2-01");

        assertThat(api.processor.headers).containsExactly(Map.of("traceparent", "00-1-2-01"));
    }

    @Test
    void anOperatorNamesTheOwnerForWhomHeActs() {
        String body = "{\"flowId\":\"f1\",\"goal\":\"g\",\"controllerId\":\"c\"}";

        Api.Reply without = api.post(Api.OPERATOR, "/v1/flows", body);
        Api.Reply with = api.post(Api.OPERATOR, "/v1/flows", body, "TaskFlow-Owner", Api.BOBS);

        assertThat(without.status()).isEqualTo(400);
        assertThat(with.status()).isEqualTo(201);
        assertThat(api.get(Api.BOB, "/v1/flows/f1").status()).isEqualTo(200);
        assertThat(api.get(Api.ALICE, "/v1/flows/f1").status()).isEqualTo(404);
    }
}
