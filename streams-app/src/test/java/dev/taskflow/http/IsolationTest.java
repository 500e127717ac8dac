package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.http.OpenApiDocument.Operation;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.FlowUpdated;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two owners and an operator at every endpoint. The endpoints come from the OpenAPI document, so that none can be forgotten:
 * a new one needs at least a body here.
 */
class IsolationTest {
    private static final Map<String, String> BODIES = Map.of(
            "createFlow", "{\"goal\":\"g\",\"controllerId\":\"c\"}",
            "spawnTasks", "{\"tasks\":[{\"runId\":\"new\",\"runtime\":\"default\"}]}",
            "cancelTask", "{}",
            "setWaiting", "{}",
            "resume", "{}",
            "finish", "{}",
            "fail", "{\"error\":\"e\"}",
            "requestCancel", "{}",
            "setNotifyPolicy", "{\"notifyPolicy\":\"SILENT\"}");

    /** Of one flow in general, without the flow in their path. */
    private static final List<String> STREAMS = List.of("streamEvents");

    private final OpenApiDocument document = new OpenApiDocument();
    private final Api api = Api.start();
    private final List<String> checked = new ArrayList<>();

    @BeforeEach
    void aFlowOfEachOwner() {
        api.create(Api.ALICE, "alices-flow", "run");
        api.create(Api.BOB, "bobs-flow", "run");
        long sequence = 1;
        for (String flow : List.of("alices-flow", "bobs-flow")) {
            api.past.add(FlowEvent.newBuilder()
                    .setEventId("e-" + flow)
                    .setFlowId(flow)
                    .setOwnerKey(flow.startsWith("alice") ? Api.ALICES : Api.BOBS)
                    .setSequence(sequence)
                    .setRevision(1)
                    .setOccurredAt(Clock.systemUTC().instant())
                    .setCausedBy("secret-dispatch")
                    .setType(FlowEventType.FLOW_UPDATED)
                    .setFlowUpdated(FlowUpdated.newBuilder()
                            .setStatus(FlowStatus.WAITING)
                            .setSealed(false)
                            .setStateJson("secret-state")
                            .setWaitJson("secret-wait")
                            .build())
                    .build());
        }
        api.post(Api.ALICE, "/v1/flows/alices-flow/waiting", "{\"waitJson\":\"secret-wait\"}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Api.Reply ask(Operation operation, String token, String flowId, String query, String... headers) {
        String path = operation.path().replace("{flowId}", flowId).replace("{runId}", "run") + query;
        checked.add(operation.id());
        return operation.method().equals("GET")
                ? api.get(token, path, headers)
                : api.post(token, path, BODIES.getOrDefault(operation.id(), "no body for this operation yet"), headers);
    }

    @Test
    void withoutATokenOrWithAWrongOneNothingIsToldButWhatIsOpen() {
        for (Operation operation : document.operations()) {
            for (String token : List.of("", "wrong")) {
                Api.Reply reply = ask(operation, token, "alices-flow", "");
                if (operation.isOpen()) {
                    assertThat(reply.status()).as(operation.id()).isEqualTo(200);
                } else {
                    assertThat(reply.status()).as(operation.id()).isEqualTo(401);
                    assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
                    assertThat(document.faults(operation, reply))
                            .as(operation.id())
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void A1_aForeignFlowIsAnsweredLikeNoneAtAll() {
        for (Operation operation : document.operations()) {
            if (!operation.path().contains("{flowId}")) {
                continue;
            }
            Api.Reply foreign = ask(operation, Api.BOB, "alices-flow", "");
            Api.Reply absent = ask(operation, Api.BOB, "no-such-flow", "");

            assertThat(foreign.status()).as(operation.id()).isEqualTo(404);
            assertThat(withoutRequestId(foreign)).as(operation.id()).isEqualTo(withoutRequestId(absent));
            assertThat(foreign.headers().keySet()).isEqualTo(absent.headers().keySet());
        }
        assertThat(api.get(Api.ALICE, "/v1/flows/alices-flow")
                        .json()
                        .path("status")
                        .asText())
                .as("no command of the other owner changed it")
                .isEqualTo("WAITING");
    }

    private static String withoutRequestId(Api.Reply reply) {
        return reply.body().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    @Test
    void noAnswerToAnOwnerNamesTheOthersFlow() {
        for (Operation operation : document.operations()) {
            if (!STREAMS.contains(operation.id())) {
                Api.Reply reply = ask(operation, Api.BOB, "bobs-flow", "");
                assertThat(reply.body()).as(operation.id()).doesNotContain("alices-flow", Api.ALICES);
            }
        }
    }

    @Test
    void anOwnerDoesNotActForAnother() {
        for (Operation operation : document.operations()) {
            if (!operation.isOpen()) {
                Api.Reply reply = ask(operation, Api.BOB, "alices-flow", "", "TaskFlow-Owner", Api.ALICES);
                assertThat(reply.status()).as(operation.id()).isEqualTo(403);
            }
        }
    }

    @Test
    void answersAreAsTheDocumentSaysForAllThree() {
        for (String token : List.of(Api.ALICE, Api.BOB, Api.OPERATOR)) {
            for (Operation operation : document.operations()) {
                if (!STREAMS.contains(operation.id())) {
                    Api.Reply reply = ask(operation, token, "alices-flow", "");
                    assertThat(reply.status()).as(operation.id()).isLessThan(500);
                    assertThat(document.faults(operation, reply))
                            .as(operation.id() + " " + reply)
                            .isEmpty();
                }
            }
        }
        for (String path : List.of("/v1/flows/{flowId}", "/v1/flows/{flowId}/tasks", "/v1/flows/{flowId}/events")) {
            Operation operation = document.operation("GET", path).orElseThrow();
            Api.Reply reply = ask(operation, Api.ALICE, "alices-flow", "?reveal=true");
            assertThat(reply.body()).as(path).contains("secret-");
            assertThat(document.faults(operation, reply)).as(path).isEmpty();
        }
    }

    @Test
    void withoutRevealNoAnswerHasASecretInItForAnybody() {
        for (String token : List.of(Api.ALICE, Api.BOB, Api.OPERATOR)) {
            for (Operation operation : document.operations()) {
                if (!STREAMS.contains(operation.id())) {
                    Api.Reply reply = ask(operation, token, "alices-flow", "");
                    assertThat(reply.body() + reply.headers())
                            .as(operation.id())
                            .doesNotContain("secret-");
                    if (token.equals(Api.OPERATOR)) {
                        assertThat(reply.body() + reply.headers())
                                .as(operation.id())
                                .doesNotContain(Api.ALICES, Api.BOBS);
                    }
                }
            }
        }
        JsonNode flow = api.get(Api.ALICE, "/v1/flows/alices-flow").json();
        assertThat(flow.path("redacted").toString()).contains("stateJson", "requesterOrigin.to");
        assertThat(flow.path("requesterOrigin").toString()).isEqualTo("{\"channel\":\"mail\"}");
    }

    @Test
    void revealShowsAnOwnerHisOwnAndAnOperatorEverything() {
        assertThat(api.get(Api.ALICE, "/v1/flows/alices-flow?reveal=true").body())
                .contains("secret-state", "secret-to", "secret-account", "secret-thread", Api.ALICES);
        assertThat(api.get(Api.OPERATOR, "/v1/flows/alices-flow?reveal=true").body())
                .contains("secret-state", Api.ALICES);
        assertThat(api.get(Api.OPERATOR, "/v1/flows/alices-flow", "TaskFlow-Owner", Api.ALICES)
                        .json()
                        .path("ownerKey")
                        .asText())
                .isEqualTo(Api.ALICES);
    }

    @Test
    void anOwnerKeyStandsForThatOwnersNewestOpenFlowOnlyForWhoMaySeeIt() {
        assertThat(api.get(Api.ALICE, "/v1/flows/" + Api.ALICES)
                        .json()
                        .path("flowId")
                        .asText())
                .isEqualTo("alices-flow");
        assertThat(api.get(Api.OPERATOR, "/v1/flows/" + Api.ALICES)
                        .json()
                        .path("flowId")
                        .asText())
                .isEqualTo("alices-flow");
        assertThat(api.get(Api.BOB, "/v1/flows/" + Api.ALICES).status()).isEqualTo(404);
        assertThat(api.get(Api.OPERATOR, "/v1/flows/" + Api.ALICES, "TaskFlow-Owner", Api.BOBS)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theAuditAndTheMetricsAreForOperators() {
        for (String path : List.of("/v1/audit", "/metrics")) {
            assertThat(api.get(Api.ALICE, path).status()).as(path).isEqualTo(403);
            assertThat(api.get(Api.OPERATOR, path).status()).as(path).isEqualTo(200);
        }
        assertThat(api.get(Api.ALICE, "/status").body()).doesNotContain("for operators");
        assertThat(api.get(Api.OPERATOR, "/status").body()).contains("for operators");
    }
}
