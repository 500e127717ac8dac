package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.access.Caller;
import dev.taskflow.http.access.Role;
import dev.taskflow.http.access.StaticToken;
import dev.taskflow.it.HttpInstance.Answer;
import dev.taskflow.v1.FlowStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three instances in processes of their own: each answers every question, also while one stops and one is killed. */
class HttpInstancesIT {
    private static final Logger LOG = LoggerFactory.getLogger(HttpInstancesIT.class);
    private static final int FLOWS = 30;
    private static final String STRANGER = "somebody-else";

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    private final String owner = StaticToken.generate();
    private final String stranger = StaticToken.generate();
    private final String operator = StaticToken.generate();
    private final Map<String, Integer> answers = new TreeMap<>();

    private List<HttpInstance> instances;

    @BeforeEach
    void threeInstancesThatAgree(@TempDir Path directory) throws IOException {
        Path tokens = Files.writeString(
                directory.resolve("tokens"),
                String.join(
                        "\n",
                        StaticToken.line(owner, new Caller("shop", Role.OWNER, Optional.of(TaskFlowFixture.OWNER))),
                        StaticToken.line(stranger, new Caller("other", Role.OWNER, Optional.of(STRANGER))),
                        StaticToken.line(operator, new Caller("ops", Role.OPERATOR, Optional.empty()))));
        instances = Stream.of("a", "b", "c")
                .map(name -> HttpInstance.start(taskflow, name, tokens))
                .toList();
        TopicLog.await("all are ready", () -> instances.stream().allMatch(HttpInstance::isReady));
        TopicLog.await("each has a partition", () -> taskflow.observer().instancesWithPartitions() == 3);
        TopicLog.await("all answer for the whole", () -> instances.stream()
                .allMatch(each -> each.get(operator, "/v1/flows").status() == 200));
    }

    @Test
    void everyQueryAskedOfEveryInstanceGivesTheSameAnswer() {
        List<String> flowIds = createFlows(owner, FLOWS);
        List<String> foreign = createFlows(stranger, 3);
        assertThat(foreign).hasSize(3);

        List<String> questions = new ArrayList<>(List.of(
                "/v1/flows?limit=100",
                "/v1/flows?limit=7&status=QUEUED&controller=shop",
                "/v1/flows?label=number:3",
                "/v1/counts",
                "/v1/flows/" + TaskFlowFixture.OWNER));
        for (String flowId : flowIds) {
            questions.addAll(List.of(
                    "/v1/flows/" + flowId,
                    "/v1/flows/" + flowId + "/tasks",
                    "/v1/flows/" + flowId + "/tasks/pick",
                    "/v1/flows/" + flowId + "/events"));
        }
        for (String question : questions) {
            Answer first = instances.get(0).get(owner, question);
            assertThat(first.status()).as(question).isEqualTo(200);
            for (HttpInstance other : instances) {
                assertThat(comparable(other.get(owner, question).body()))
                        .as("%s asked of %s", question, other)
                        .isEqualTo(comparable(first.body()));
            }
        }
        assertThat(ids(instances.get(1).get(owner, "/v1/flows?limit=100"))).isEqualTo(new TreeSet<>(flowIds));
        assertThat(ids(instances.get(2).get(operator, "/v1/flows?limit=100")))
                .containsAll(flowIds)
                .containsAll(foreign);
        assertThat(pages(instances.get(1), 7)).containsExactlyInAnyOrderElementsOf(flowIds);
    }

    @Test
    void A1_aForeignFlowIsNotThereOnAnyInstance() {
        List<String> flowIds = createFlows(owner, 6);

        for (HttpInstance instance : instances) {
            Answer absent = instance.get(stranger, "/v1/flows/no-such-flow");
            for (String flowId : flowIds) {
                Answer foreign = instance.get(stranger, "/v1/flows/" + flowId);
                assertThat(foreign.status()).isEqualTo(404);
                assertThat(comparable(foreign.body())).isEqualTo(comparable(absent.body()));
                assertThat(instance.post(stranger, "/v1/flows/" + flowId + "/cancel", "{}")
                                .status())
                        .isEqualTo(404);
            }
            assertThat(ids(instance.get(stranger, "/v1/flows"))).isEmpty();
        }
    }

    @Test
    void S1_readsAreRightOr503WhileOneStopsAndOneIsKilledAndEveryFlowSettlesOnce() {
        List<String> flowIds = createFlows(owner, FLOWS);
        AtomicBoolean over = new AtomicBoolean();
        HttpInstance survivor = instances.get(0);
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> readAll(survivor, flowIds, over));

        cancel(flowIds.subList(0, 10));
        instances.get(1).process().stop();
        cancel(flowIds.subList(10, 20));
        instances.get(2).process().kill();
        cancel(flowIds.subList(20, 30));
        TopicLog.await(
                "the survivor answers for the whole",
                () -> survivor.get(owner, "/v1/counts").status() == 200);
        over.set(true);
        reading.join();

        LOG.info("While two of three instances went: {}", answers);
        assertThat(answers)
                .containsKey("200")
                .containsOnlyKeys(Set.of("200", "503").stream()
                        .filter(answers::containsKey)
                        .toList());
        taskflow.observer().awaitDrained();
        assertThat(flowIds).allSatisfy(flowId -> assertThat(
                        taskflow.observer().assertSettledOnce(flowId).getStatus())
                .isEqualTo(FlowStatus.CANCELLED));
        assertThat(survivor.get(owner, "/v1/flows?limit=100&status=CANCELLED")
                        .body()
                        .get("flows"))
                .hasSize(FLOWS);
    }

    /** Cancels on the instance that stays; one that cannot be decided now, as partitions move, is asked for again. */
    private void cancel(List<String> flowIds) {
        for (String flowId : flowIds) {
            TopicLog.await("cancel of " + flowId, () -> {
                int status = instances
                        .get(0)
                        .post(owner, "/v1/flows/" + flowId + "/cancel", "{\"reason\":\"enough\"}")
                        .status();
                assertThat(status).isIn(200, 202, 409, 503);
                return status == 200 || status == 409; // 409: an earlier request has ended it meanwhile
            });
        }
    }

    private void readAll(HttpInstance instance, List<String> flowIds, AtomicBoolean over) {
        while (!over.get()) {
            for (String flowId : flowIds) {
                Answer answer = instance.get(owner, "/v1/flows/" + flowId);
                answers.merge(Integer.toString(answer.status()), 1, Integer::sum);
                if (answer.status() == 200) {
                    assertThat(answer.body().get("flowId").asText()).isEqualTo(flowId);
                }
            }
        }
    }

    private List<String> createFlows(String token, int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> {
                    Answer created = instances
                            .get(n % 3)
                            .post(
                                    token,
                                    "/v1/flows",
                                    """
                                    {"controllerId": "shop", "goal": "ship order %s", "labels": {"number": "%s"},
                                     "tasks": [{"runId": "pick", "runtime": "default", "input": {"order": %s}}]}"""
                                            .formatted(n, n, n));
                    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
                    return created.body().get("flowId").asText();
                })
                .toList();
    }

    private List<String> pages(HttpInstance instance, int limit) {
        List<String> all = new ArrayList<>();
        String next = "";
        do {
            JsonNode page =
                    instance.get(owner, "/v1/flows?limit=" + limit + next).body();
            page.get("flows").forEach(flow -> all.add(flow.get("flowId").asText()));
            next = page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").asText() : "";
        } while (!next.isEmpty());
        return all;
    }

    /** Cursors are encrypted, so that no two are the same, each request has an id, and counts are of their moment. */
    private static JsonNode comparable(JsonNode body) {
        return body instanceof ObjectNode object ? object.without(Set.of("nextCursor", "requestId", "asOf")) : body;
    }

    private static Set<String> ids(Answer list) {
        Set<String> ids = new TreeSet<>();
        list.body().get("flows").forEach(flow -> ids.add(flow.get("flowId").asText()));
        return ids;
    }
}
