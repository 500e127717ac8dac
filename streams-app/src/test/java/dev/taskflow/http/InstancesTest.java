package dev.taskflow.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.query.StateReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three instances with two partitions each. */
class InstancesTest {
    private static final int INSTANCES = 3;

    private final List<MemoryState> states = new ArrayList<>();
    private final List<Api> apis = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        MemoryProcessor processor = new MemoryProcessor(id -> states.get(MemoryState.partition(id) % INSTANCES));
        List<HostInfo> hosts = new ArrayList<>();
        for (int port : freePorts()) {
            hosts.add(new HostInfo("127.0.0.1", port));
            states.add(new MemoryState(List.of(states.size(), states.size() + INSTANCES)));
        }
        for (int i = 0; i < INSTANCES; i++) {
            states.get(i).instances.addAll(hosts);
            for (int partition = 0; partition < MemoryState.PARTITIONS; partition++) {
                states.get(i).elsewhere.put(partition, hosts.get(partition % INSTANCES));
            }
            apis.add(Api.start(states.get(i), processor, hosts.get(i).port()));
        }
        for (int i = 0; i < 20; i++) {
            apis.get(i % INSTANCES).create(i % 4 == 0 ? Api.BOB : Api.ALICE, "flow-" + i, "run-1", "run-2");
        }
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = new ArrayList<>();
        for (ServerSocket socket : sockets) {
            ports.add(socket.getLocalPort());
            socket.close();
        }
        return ports;
    }

    @AfterEach
    void stop() {
        apis.forEach(Api::close);
    }

    @Test
    void everyInstanceGivesTheSameAnswerToEveryQuestion() {
        for (String path : List.of(
                "/v1/flows/flow-1",
                "/v1/flows/flow-1?reveal=true",
                "/v1/flows/flow-2/tasks",
                "/v1/flows/flow-3/tasks/run-1",
                "/v1/flows/no-such-flow",
                "/v1/flows/flow-4",
                "/v1/flows/" + Api.ALICES,
                "/v1/flows?limit=500",
                "/v1/counts",
                "/v1/flows?status=QUEUED&label=team:a")) {
            Set<String> answers = new HashSet<>();
            apis.forEach(api ->
                    answers.add(api.get(Api.ALICE, path).body().replaceAll("\"(requestId|asOf)\":\"[^\"]*\"", "")));
            assertThat(answers).as(path).hasSize(1);
        }
        assertThat(apis.get(0).get(Api.ALICE, "/v1/flows/flow-4").status()).isEqualTo(404);
    }

    @Test
    void pagesOfAllInstancesAreOneListNewestFirst() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = apis.get(pages++ % INSTANCES)
                    .get(Api.OPERATOR, "/v1/flows?limit=3" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .json();
            page.path("flows").forEach(flow -> seen.add(flow.path("flowId").asText()));
            cursor = page.path("nextCursor").asText();
        } while (!cursor.isEmpty());

        assertThat(seen).hasSize(20).doesNotHaveDuplicates();
        JsonNode whole = apis.get(0).get(Api.OPERATOR, "/v1/flows?limit=500").json();
        assertThat(whole.path("flows").findValuesAsText("flowId")).isEqualTo(seen);
        assertThat(pages).isGreaterThanOrEqualTo(7);
    }

    @Test
    void whileOneIsAwayListsAreRefusedAndNeverPartial() {
        apis.get(2).close();

        Api.Reply list = apis.get(0).get(Api.ALICE, "/v1/flows");
        Api.Reply counts = apis.get(0).get(Api.ALICE, "/v1/counts");

        assertThat(list.status()).isEqualTo(503);
        assertThat(list.header("Retry-After")).isNotEmpty();
        assertThat(counts.status()).isEqualTo(503);
        for (int i = 0; i < 20; i++) {
            Api.Reply flow = apis.get(0).get(Api.OPERATOR, "/v1/flows/flow-" + i);
            assertThat(flow.status()).isEqualTo(MemoryState.partition("flow-" + i) % INSTANCES == 2 ? 503 : 200);
        }
    }

    @Test
    void whatComesFromAnotherInstanceIsNeverSentOn() {
        String elsewhere = "flow-0";
        for (int i = 0; MemoryState.partition(elsewhere) % INSTANCES == 0; i++) {
            elsewhere = "flow-" + i;
        }
        Api.Reply reply = apis.get(0).get(Api.OPERATOR, "/v1/flows/" + elsewhere, "TaskFlow-Hop", "1");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().path("code").asText()).isEqualTo("STATE_MOVING");
    }

    @Test
    void whileStateMovesACopyAnswersIfThatIsAllowedAndSaysSo() {
        String here = "flow-0";
        for (int i = 0; MemoryState.partition(here) % INSTANCES != 0; i++) {
            here = "flow-" + i;
        }
        states.get(0).moving = true;
        states.get(0).copy = true;

        Api.Reply current = apis.get(0).get(Api.OPERATOR, "/v1/flows/" + here);
        Api.Reply stale = apis.get(0).get(Api.OPERATOR, "/v1/flows/" + here + "?stale=allow");

        assertThat(current.status()).isEqualTo(503);
        assertThat(current.header("Retry-After")).isNotEmpty();
        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.header("TaskFlow-Stale")).isEqualTo("true");
        assertThat(stale.json().path("stale").asBoolean()).isTrue();
    }

    @Test
    void X2_aFlowThatCannotBeReadIsToldToOperatorsAlone() {
        String id = "flow-1";
        states.get(MemoryState.partition(id) % INSTANCES).unreadable.add(id);

        assertThat(apis.get(0).get(Api.ALICE, "/v1/flows/" + id).status()).isEqualTo(404);
        Api.Reply operator = apis.get(0).get(Api.OPERATOR, "/v1/flows/" + id);
        assertThat(operator.status()).isEqualTo(422);
        assertThat(operator.json().path("code").asText()).isEqualTo("INVALID");
    }

    @Test
    void ifItsInstanceIsAwayTheCopyOfAnotherAnswersIfThatIsAllowedAndSaysSo() {
        String id = "flow-0";
        for (int i = 0; MemoryState.partition(id) % INSTANCES != 2; i++) {
            id = "flow-" + i;
        }
        MemoryState copy = states.get(1);
        copy.put(states.get(2).flow(id, StateReader.Freshness.CURRENT).orElseThrow(), List.of());
        copy.copy = true;
        states.get(0).standbys.add(new HostInfo("127.0.0.1", apis.get(1).port()));
        Api.Reply whileThere = apis.get(0).get(Api.OPERATOR, "/v1/flows/" + id + "?stale=allow");
        apis.get(2).close();

        Api.Reply current = apis.get(0).get(Api.OPERATOR, "/v1/flows/" + id);
        Api.Reply stale = apis.get(0).get(Api.OPERATOR, "/v1/flows/" + id + "?stale=allow");
        Api.Reply tasks = apis.get(0).get(Api.OPERATOR, "/v1/flows/" + id + "/tasks?stale=allow");
        Api.Reply foreign = apis.get(0).get("token-of-nobody", "/v1/flows/" + id + "?stale=allow");

        assertThat(whileThere.status()).isEqualTo(200);
        assertThat(whileThere.header("TaskFlow-Stale")).isEmpty();
        assertThat(whileThere.json().has("stale")).isFalse();
        assertThat(current.status()).isEqualTo(503);
        for (Api.Reply each : List.of(stale, tasks)) {
            assertThat(each.status()).as(each.body()).isEqualTo(200);
            assertThat(each.header("TaskFlow-Stale")).isEqualTo("true");
            assertThat(each.json().path("stale").asBoolean()).isTrue();
        }
        assertThat(foreign.status()).isEqualTo(401);
    }

    @Test
    void anOwnerWhoseKeyIsNotAsciiIsActedForOnEveryInstance() {
        String encoded = "UTF-8''caf%C3%A9";
        for (int i = 0; i < 6; i++) {
            Api.Reply created = apis.get(i % INSTANCES)
                    .post(
                            Api.OPERATOR,
                            "/v1/flows",
                            "{\"goal\":\"g\",\"controllerId\":\"c\"}",
                            "TaskFlow-Owner",
                            encoded);
            assertThat(created.status()).as(created.body()).isEqualTo(201);
        }
        for (Api api : apis) {
            JsonNode list = api.get(Api.OPERATOR, "/v1/flows", "TaskFlow-Owner", encoded)
                    .json();
            assertThat(list.path("flows").findValuesAsText("ownerKey"))
                    .hasSize(6)
                    .containsOnly("caf\u00e9");
        }
    }
}
