package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskflow.app.Finding;
import dev.taskflow.app.Provisioning;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.cli.ApiServer.Reply;
import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import dev.taskflow.schema.CompatibilityLevel;
import dev.taskflow.serde.SchemaRegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorCommandIT {

    private static final String NOBODY = "127.0.0.1:1";

    private final DevKafka kafka = DevKafka.start(DevKafka.Options.temporary());
    private final DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory());
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    private final AtomicInteger installations = new AtomicInteger();

    @TempDir
    private Path folder = Path.of("");

    @AfterAll
    void stop() {
        admin.close();
        registry.close();
        kafka.close();
    }

    @Test
    void anInstallationAsItShouldBeIsAllGreenAndNothingIsMade() {
        Map<String, String> settings = provisioned();

        Invocation doctor = doctor(settings);

        assertThat(doctor.exitCode()).as(doctor.out()).isEqualTo(ExitCode.DONE);
        assertThat(doctor.lines()).last().isEqualTo("All is well.");
        assertThat(doctor.lines().stream().map(line -> line.split(" +", 3)[0] + " " + line.split(" +", 3)[1]))
                .startsWith(
                        "ok broker",
                        "ok features",
                        "ok transactions",
                        "ok topics",
                        "ok offsets",
                        "ok permissions",
                        "ok clock-broker",
                        "ok registry",
                        "ok schemas",
                        "ok clock-registry",
                        "ok state-directory",
                        "ok state-library");
        assertThat(Path.of(settings.get("state.dir"))).doesNotExist();
    }

    @Test
    void aMissingTopicIsAFaultWithItsRemedy() throws Exception {
        Map<String, String> settings = provisioned();
        String topic = settings.get("topic.prefix") + "flow-settled";
        admin.deleteTopics(List.of(topic)).all().get(60, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        !admin.listTopics().names().get(60, TimeUnit.SECONDS).contains(topic));

        Invocation doctor = doctor(settings, "--json");

        assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(found(doctor, "topics", "FAULT"))
                .containsExactly("topic " + topic
                        + " does not exist -> 'taskflow topics apply' makes what is missing; it changes no"
                        + " topic that exists");
    }

    @Test
    void unequalPartitionsOfTheInputsAreAFaultOtherPartitionsAWarning() throws Exception {
        Map<String, String> settings = provisioned();
        String prefix = settings.get("topic.prefix");
        morePartitions(prefix + "flow-events", 9);
        assertThat(doctor(settings, "--json").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(found(doctor(settings, "--json"), "topics", "WARNING"))
                .singleElement()
                .asString()
                .startsWith("topic " + prefix + "flow-events has 9 partitions, configured are 6");

        morePartitions(prefix + "task-events", 8);

        Invocation doctor = doctor(settings, "--json");
        assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(found(doctor, "topics", "FAULT"))
                .singleElement()
                .asString()
                .startsWith("topic " + prefix + "flow-commands has 6 partitions, but " + prefix + "task-events has 8");
    }

    @Test
    void offsetsThatAreDroppedBeforeTheInputsAreAWarning() throws Exception {
        Map<String, String> settings = provisioned(Map.of("topic.retention.ms", "1209600000"));
        String prefix = settings.get("topic.prefix");

        Invocation doctor = doctor(settings, "--json");

        assertThat(doctor.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(found(doctor, "offsets", "WARNING"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith(
                        "brokers keep the offsets of a processor that is stopped for 7 days (offsets.retention.minutes), but"
                                + " the records of topic " + prefix + "flow-commands for 14 days (retention.ms)")
                .contains("-> set offsets.retention.minutes=20160 on the brokers");
    }

    @Test
    void changelogsThatDoNotFitTheConfigurationAreNamedWithWhatToDo() throws Exception {
        Map<String, String> settings = provisioned();
        String prefix = settings.get("topic.prefix");
        NewTopic changelog = new NewTopic(settings.get("application.id") + "-flows-changelog", 6, (short) 1)
                .configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "1000000"));
        admin.createTopics(List.of(changelog)).all().get(60, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions() // a broker may not know of it for a moment
                .until(() -> led(changelog.name()), count -> count == 6);
        morePartitions(prefix + "flow-commands", 8);
        morePartitions(prefix + "task-events", 8);

        Invocation doctor = doctor(settings, "--json");

        assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(found(doctor, "topics", "FAULT"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("topic " + prefix + "flow-commands has 8 partitions, but the changelogs "
                                + changelog.name()
                                + " have 6: the state of a flow is on the partition that its id had among 6")
                        .contains("-> do not reset the application", "'More partitions' in the README"))
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith(
                                "topic " + changelog.name()
                                        + " has max.message.bytes=1000000, configured is 4210688 -> alter it with 'kafka-configs.sh")
                        .contains("--add-config max.message.bytes=4210688"))
                .hasSize(3);
        assertThat(found(doctor, "topics", "WARNING")).anySatisfy(warning -> assertThat(warning)
                .startsWith("topic " + changelog.name()
                        + " has message.timestamp.type=CreateTime, configured is LogAppendTime;")
                .contains("--add-config message.timestamp.type=LogAppendTime"));
    }

    @Test
    void settingsThatMakeNoClientAreNotSaidToBeTheBrokersFault() {
        Map<String, String> settings = provisioned();
        settings.put("kafka.security.protocol", "SASL_PLAINTEXT");

        Invocation doctor = doctor(settings, "--json");

        assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(found(doctor, "broker", "FAULT"))
                .singleElement()
                .asString()
                .startsWith("The kafka.* settings make no client: ")
                .contains("kafka.sasl.jaas.config", "-> set the kafka.* settings right");
        assertThat(outcomes(doctor)).containsEntry("topics", "SKIPPED").containsEntry("registry", "OK");
    }

    @Test
    void withoutTheRegistryKafkaIsExaminedAllTheSame() {
        Map<String, String> settings = provisioned();
        settings.put("schema.registry.url", "http://" + NOBODY);

        Invocation doctor = doctor(settings, "--json");

        assertThat(doctor.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(outcomes(doctor))
                .containsEntry("topics", "OK")
                .containsEntry("registry", "UNREACHABLE")
                .containsEntry("schemas", "SKIPPED")
                .containsEntry("state-directory", "OK");
    }

    @Test
    void withoutABrokerTheRegistryIsExaminedAllTheSame() {
        Map<String, String> settings = provisioned();
        settings.put("bootstrap.servers", NOBODY);
        settings.put("kafka.admin.default.api.timeout.ms", "500");
        settings.put("kafka.admin.request.timeout.ms", "400");

        Invocation doctor = doctor(settings, "--json");

        assertThat(doctor.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(outcomes(doctor))
                .containsEntry("broker", "UNREACHABLE")
                .containsEntry("topics", "SKIPPED")
                .containsEntry("registry", "OK")
                .containsEntry("schemas", "OK");
    }

    @Test
    void settingsThatMakeNoClientKeepNobodyFromTheRegistry() {
        Map<String, String> settings = provisioned();
        settings.put("kafka.security.protocol", "SASL_PLAINTEXT");

        Invocation doctor = doctor(settings, "--json");

        assertThat(found(doctor, "broker", "FAULT")).singleElement().asString().contains("kafka.sasl.jaas.config");
        assertThat(outcomes(doctor)).containsEntry("schemas", "OK");
    }

    @Test
    void aLatestSchemaThatWeCannotReadIsAFault() {
        Map<String, String> settings = provisioned();
        String subject = settings.get("topic.prefix") + "flow-commands-value";
        SchemaRegistryClient client = SchemaRegistryClient.of(Map.of("schema.registry.url", registry.url()));
        client.setCompatibilityLevel(subject, CompatibilityLevel.NONE);
        client.register(
                subject,
                SchemaBuilder.record("Mistake").fields().requiredInt("x").endRecord());
        client.setCompatibilityLevel(subject, CompatibilityLevel.BACKWARD_TRANSITIVE);

        Invocation doctor = doctor(settings, "--json");

        assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(found(doctor, "schemas", "FAULT"))
                .singleElement()
                .asString()
                .startsWith("version 2 of subject " + subject + " is not compatible with ours");
    }

    @Test
    void aStateDirectoryThatIsNoneIsAFault() throws Exception {
        Map<String, String> settings = provisioned();
        settings.put("state.dir", Files.writeString(folder.resolve("file"), "").toString());

        Invocation doctor = doctor(settings, "--json");

        assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcomes(doctor)).containsEntry("state-directory", "FAULT");
    }

    @Test
    void instancesAreLookedAtWhereTheyAreNamed() {
        Map<String, String> settings = provisioned();
        try (ApiServer instance = new ApiServer()
                .on("GET /health/live", "{\"status\":\"UP\"}")
                .on(
                        "GET /health/ready",
                        new Reply(503, "application/json", Map.of(), "{\"status\":\"DOWN\"}"),
                        Reply.json("{\"status\":\"UP\"}"))) {
            assertThat(found(doctor(settings, "--json", "--url", instance.url()), "instance", "FAULT"))
                    .singleElement()
                    .asString()
                    .contains("is alive but not ready");

            assertThat(doctor(settings, "--url", instance.url()).exitCode()).isEqualTo(ExitCode.DONE);
        }
        assertThat(doctor(settings, "--url", "http://" + NOBODY).exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    private Map<String, String> provisioned() {
        return provisioned(Map.of());
    }

    private Map<String, String> provisioned(Map<String, String> further) {
        String name = "doctor" + installations.incrementAndGet();
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "schema.registry.url",
                registry.url(),
                "topic.prefix",
                name + ".",
                "application.id",
                name,
                "state.dir",
                folder.resolve(name).toString()));
        settings.putAll(further);
        TaskFlowConfig config = TaskFlowConfig.of(settings);
        try (Provisioning provisioning = Provisioning.of(config)) {
            assertThat(provisioning.apply()).noneMatch(finding -> finding.kind() == Finding.Kind.FAULT);
            // Topics are visible on the broker a little after the controller has made them, settings too.
            awaitEmpty(provisioning::check);
        }
        return settings;
    }

    private static void awaitEmpty(Callable<List<Finding>> findings) {
        await().atMost(Duration.ofSeconds(60)).until(findings, List::isEmpty);
    }

    private void morePartitions(String topic, int partitions) throws Exception {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get(60, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(60)).until(() -> led(topic), count -> count == partitions);
    }

    /** How many partitions of the topic have a leader. */
    private long led(String topic) throws Exception {
        Map<String, TopicDescription> topics =
                admin.describeTopics(List.of(topic)).allTopicNames().get(60, TimeUnit.SECONDS);
        return Objects.requireNonNull(topics.get(topic), topic).partitions().stream()
                .filter(partition -> partition.leader() != null)
                .count();
    }

    private static Invocation doctor(Map<String, String> settings, String... more) {
        List<String> arguments = new ArrayList<>(List.of("doctor"));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        arguments.addAll(List.of(more));
        return Invocation.of(Map.of(), arguments.toArray(String[]::new));
    }

    private static List<JsonNode> checks(Invocation doctor) {
        try {
            return StreamSupport.stream(
                            new ObjectMapper()
                                    .readTree(doctor.out())
                                    .path("checks")
                                    .spliterator(),
                            false)
                    .toList();
        } catch (java.io.IOException notJson) {
            throw new AssertionError(doctor.toString(), notJson);
        }
    }

    private static Map<String, String> outcomes(Invocation doctor) {
        Map<String, String> outcomes = new HashMap<>();
        checks(doctor)
                .forEach(check -> outcomes.put(
                        check.path("check").asText(), check.path("outcome").asText()));
        return outcomes;
    }

    private static List<String> found(Invocation doctor, String check, String outcome) {
        return checks(doctor).stream()
                .filter(each -> each.path("check").asText().equals(check)
                        && each.path("outcome").asText().equals(outcome))
                .map(each -> each.path("detail").asText() + " -> "
                        + each.path("remedy").asText())
                .toList();
    }
}
