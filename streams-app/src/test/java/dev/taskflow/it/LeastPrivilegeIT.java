package dev.taskflow.it;

import static dev.taskflow.it.SecuredInstallation.OTHER_RUNTIME;
import static dev.taskflow.it.SecuredInstallation.PREFIX;
import static dev.taskflow.it.SecuredInstallation.RUNTIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.taskflow.access.Role;
import dev.taskflow.app.HttpService;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.cli.doctor.Diagnosis;
import dev.taskflow.cli.doctor.Doctor;
import dev.taskflow.client.FlowHandle;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.client.TaskSpecs;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A broker with Kafka's authorizer and exactly the ACLs that are exported: everything works, and nobody may do more. */
class LeastPrivilegeIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @SuppressWarnings("NullAway.Init")
    private static EverybodyAtWork everybody;

    @SuppressWarnings("NullAway.Init")
    private static SecuredInstallation installation;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        everybody = EverybodyAtWork.start(folder);
        installation = everybody.installation();
    }

    @AfterAll
    static void stop() {
        everybody.close();
    }

    @Test
    void aFlowOnTwoRuntimesSucceedsAndItsConsumerHears() {
        try (TaskFlowClient client = client()) {
            FlowHandle flow = client.newFlow();

            flow.create(settling("ship order 4711")).submit().join();
            flow.spawn(sealed(task("pick", RUNTIME), task("pack", OTHER_RUNTIME)))
                    .submit()
                    .join();

            assertThat(flow.awaitSettled(LIMIT).join())
                    .returns(FlowStatus.SUCCEEDED, FlowSettled::getStatus)
                    .returns(2, settled -> settled.getTasks().getSucceeded());
            everybody.awaitAnnounced(flow.id(), FlowStatus.SUCCEEDED);
        }
    }

    @Test
    void aCancelReachesWorkersOfBothDeliveries() {
        try (TaskFlowClient client = client()) {
            FlowHandle flow = client.newFlow();
            flow.create(settling("count the stock")).submit().join();
            List<TaskSpec> tasks = List.of(task("endless-1", RUNTIME), task("endless-2", OTHER_RUNTIME));
            flow.spawn(sealed(tasks.toArray(TaskSpec[]::new))).submit().join();
            tasks.forEach(task -> everybody.awaitRunning(flow.id() + "/" + task.getRunId()));

            flow.cancel("changed our minds").submit().join();

            assertThat(flow.awaitSettled(LIMIT).join())
                    .returns(FlowStatus.CANCELLED, FlowSettled::getStatus)
                    .returns(2, settled -> settled.getTasks().getCancelled());
            everybody.awaitAnnounced(flow.id(), FlowStatus.CANCELLED);
        }
    }

    @Test
    void whatTheConsumerCannotHandleIsParkedAndTheOperatorCanReadIt() throws Exception {
        try (TaskFlowClient client = client();
                Attempts operator = as("operator")) {
            FlowHandle flow = client.newFlow();

            flow.create(settling(EverybodyAtWork.UNHEARD)).submit().join();
            flow.spawn(sealed(task("pick", RUNTIME))).submit().join();

            TopicLog.await(
                    "a parked settlement", () -> operator.keysOf(Place.PARKED).contains(flow.id()));
        }
    }

    @Test
    void theHttpApiDecidesAndTellsHistory() {
        TaskFlowConfig config = installation.config(role("processor"));
        try (HttpService http =
                HttpService.start(config, everybody.processor().processor()).orElseThrow()) {
            HttpCaller caller = new HttpCaller(http.url(), "");

            int created = caller.post(
                            "/v1/flows",
                            "{\"flowId\": \"by-http\", \"controllerId\": \"orders\", \"goal\": \"ship\"}",
                            "Prefer",
                            "wait=60")
                    .status();

            assertThat(created).isEqualTo(201);
            assertThat(caller.get("/v1/flows/by-http/events").json().path("events"))
                    .isNotEmpty();
        }
    }

    @Test
    void theDoctorFindsThatTheProcessorMayDoAllThatItNeeds() {
        List<Diagnosis> found = new ArrayList<>();

        new Doctor(installation.config(role("processor")), List.of(), Duration.ofHours(1), found::add).examine();

        // Only those who may describe the cluster are told the time of its controller.
        assertThat(found)
                .hasSizeGreaterThan(5)
                .filteredOn(diagnosis -> diagnosis.outcome() != Diagnosis.Outcome.OK)
                .extracting(Diagnosis::check, Diagnosis::outcome)
                .containsExactly(
                        tuple("offsets", Diagnosis.Outcome.SKIPPED), tuple("clock-broker", Diagnosis.Outcome.WARNING));
    }

    @Test
    void theWorkersHaveSetUpTheirShareGroup() throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, PREFIX + "workers." + RUNTIME);
        try (Admin operator = Admin.create(installation.kafka(role("operator")))) {
            Config settings =
                    operator.describeConfigs(List.of(group)).all().get().get(group);

            assertThat(Objects.requireNonNull(settings)
                            .get("share.isolation.level")
                            .value())
                    .isEqualTo("read_committed");
        }
    }

    @Test
    void theTopicsThatCameToBeAreTheExportedOnes() throws Exception {
        Map<String, NewTopic> exported = installation.requirements().topics().stream()
                .collect(Collectors.toMap(NewTopic::name, topic -> topic, (one, other) -> one, HashMap::new));
        try (Admin admin = Admin.create(installation.administrator())) {
            assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrderElementsOf(exported.keySet());
            Map<String, TopicDescription> found =
                    admin.describeTopics(exported.keySet()).allTopicNames().get();
            Map<ConfigResource, Config> configs = admin.describeConfigs(exported.keySet().stream()
                            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                            .toList())
                    .all()
                    .get();

            assertThat(found).allSatisfy((name, topic) -> assertThat(topic.partitions())
                    .hasSize(Objects.requireNonNull(exported.get(name)).numPartitions()));
            assertThat(configs).allSatisfy((topic, config) -> Objects.requireNonNull(exported.get(topic.name()))
                    .configs()
                    .forEach((key, value) ->
                            assertThat(config.get(key).value()).as(key).isEqualTo(value)));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.taskflow.it.Place#all")
    void nobodyWritesOrReadsMoreThanTheContractSays(Place place) throws Exception {
        SoftAssertions all = new SoftAssertions();
        try (Attempts attempts = as(place.role())) {
            for (NewTopic topic : installation.requirements().topics()) {
                String name = topic.name();
                if (!place.mayWrite(name)) {
                    all.assertThat(attempts.toWrite(name)).as("writes " + name).isPresent();
                }
                if (!place.mayRead(name)) {
                    all.assertThat(attempts.toRead(name)).as("reads " + name).isPresent();
                }
            }
        }
        all.assertAll();
    }

    @ParameterizedTest
    @MethodSource("dev.taskflow.it.Trial#all")
    void nobodyDoesWhatOthersAreFor(Trial trial) throws Exception {
        try (Attempts attempts = as(trial.role())) {
            assertThat(trial.act().by(attempts)).isPresent();
        }
    }

    private static Attempts as(String role) {
        return new Attempts(installation.kafka(role(role)));
    }

    private static Role role(String suffix) {
        return installation.role(suffix);
    }

    private static TaskFlowClient client() {
        return TaskFlowClient.open(installation.connection(role("producer")), "acme");
    }

    private static CreateFlow settling(String goal) {
        return CreateFlow.newBuilder()
                .setControllerId("orders")
                .setGoal(goal)
                .setCompletion(Completion.WHEN_TASKS_SETTLE)
                .build();
    }

    private static SpawnTasks sealed(TaskSpec... tasks) {
        return SpawnTasks.newBuilder().setTasks(List.of(tasks)).setSeal(true).build();
    }

    private static TaskSpec task(String runId, String runtime) {
        return TaskSpecs.json(runId, runtime, "{}");
    }
}
