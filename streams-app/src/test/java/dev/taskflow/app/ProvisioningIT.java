package dev.taskflow.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.taskflow.app.Finding.Kind;
import dev.taskflow.devkit.DevKafka;
import dev.taskflow.devkit.DevSchemaRegistry;
import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.ValueSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProvisioningIT {

    private final DevKafka kafka = DevKafka.start(DevKafka.Options.temporary());
    private final DevSchemaRegistry registry = DevSchemaRegistry.start(DevSchemaRegistry.Options.inMemory());
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    private final AtomicInteger installations = new AtomicInteger();

    @AfterAll
    void stop() {
        admin.close();
        registry.close();
        kafka.close();
    }

    @Test
    void applyMakesAllThatCheckMisses() {
        TaskFlowConfig config = installation(Map.of("runtimes", "mail,shell"));
        TopicCatalogue topics = config.topics();
        assertThat(check(config))
                .hasSize(topics.all().size() + topics.all().size() - 1)
                .allMatch(finding -> finding.kind() == Kind.FAULT)
                .extracting(Finding::message)
                .contains("topic " + topics.tasks("mail").name() + " does not exist");

        assertThat(apply(config)).allMatch(finding -> finding.kind() == Kind.DONE);

        assertThat(check(config)).isEmpty();
    }

    @Test
    void applyTwiceDoesNothingTheSecondTime() {
        TaskFlowConfig config = installation(Map.of());
        apply(config);

        assertThat(apply(config)).isEmpty();
    }

    @Test
    void applyAtTheSameTimeFromSeveralPlacesIsNoFault() {
        TaskFlowConfig config = installation(Map.of());

        List<CompletableFuture<List<Finding>>> applied = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> apply(config)))
                .limit(4)
                .toList();

        assertThat(applied)
                .allSatisfy(findings -> assertThat(findings.join()).noneMatch(finding -> finding.kind() == Kind.FAULT));
        assertThat(check(config)).isEmpty();
    }

    @Test
    void schemasAreRegisteredWithoutPropertiesOfJavaAndWithTheirCompatibility() {
        TaskFlowConfig config = installation(Map.of());
        apply(config);

        ValueSchema commands = config.topics().flowCommands().valueSchema().orElseThrow();
        SchemaRegistryClient client = SchemaRegistryClient.of(config.schemaRegistry());
        assertThat(client.latest(commands.subject())).hasValueSatisfying(registered -> assertThat(registered.schema())
                .isEqualTo(commands.schema())
                .asString()
                .doesNotContain("avro.java.string"));
        assertThat(client.compatibilityLevel(commands.subject())).contains(commands.compatibility());
    }

    @Test
    void unequalPartitionCountsOfTheInputsAreAFaultThatNamesBoth() {
        TaskFlowConfig config = installation(Map.of("flow.partitions", "2"));
        apply(config);
        String events = config.topics().taskEvents().name();
        new KafkaAnswers("")
                .get(admin.createPartitions(Map.of(events, NewPartitions.increaseTo(5)))
                        .all());
        await().until(() -> partitions(events), is -> is == 5);

        String commands = config.topics().flowCommands().name();
        assertThat(Finding.messages(check(config), Kind.FAULT))
                .singleElement()
                .asString()
                .startsWith("topic " + commands + " has 2 partitions, but " + events + " has 5:");
        assertThatThrownBy(() -> TaskFlowProcessor.start(config).close()).isInstanceOf(NotProvisioned.class);
    }

    @Test
    void otherRetentionDiffersAndCompactionIsAFault() {
        TaskFlowConfig config = installation(Map.of());
        apply(config);
        alter(config.topics().flowSettled().name(), "retention.ms", "123456");
        alter(config.topics().flowEvents().name(), "cleanup.policy", "compact");

        List<Finding> findings = check(config);

        assertThat(Finding.messages(findings, Kind.DIFFERS))
                .containsExactly("topic " + config.topics().flowSettled().name()
                        + " has retention.ms=123456, configured is 604800000");
        assertThat(Finding.messages(findings, Kind.FAULT))
                .containsExactly("topic " + config.topics().flowEvents().name()
                        + " has cleanup.policy=compact, configured is delete: alter it with 'kafka-configs.sh --bootstrap-server ..."
                        + " --alter --entity-type topics --entity-name "
                        + config.topics().flowEvents().name() + " --add-config cleanup.policy=delete'");
    }

    @Test
    void theProcessorRefusesToRunWithoutItsTopicsAndNamesThem() {
        TaskFlowConfig config = installation(Map.of());

        assertThatThrownBy(() -> TaskFlowProcessor.start(config).close())
                .asInstanceOf(type(NotProvisioned.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .contains(
                                "topic " + config.topics().flowCommands().name() + " does not exist",
                                "subject " + config.topics().flowSettled().name()
                                        + "-value does not have the schema of dev.taskflow.v1.FlowSettled"));
    }

    @Test
    void aRegistryThatDoesNotAnswerIsUnreachable() {
        TaskFlowConfig config = installation(Map.of("schema.registry.url", "http://127.0.0.1:1"));

        assertThatThrownBy(() -> check(config)).isInstanceOf(Unreachable.class).hasMessageContaining("127.0.0.1:1");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsUnreachable() {
        TaskFlowConfig config = installation(Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "kafka.admin.default.api.timeout.ms", "500",
                "kafka.admin.request.timeout.ms", "400"));

        assertThatThrownBy(() -> check(config))
                .isInstanceOf(Unreachable.class)
                .hasMessageStartingWith("Kafka at 127.0.0.1:1 does not answer. Check that it runs");
    }

    @Test
    void aProcessorBecomesReadyAndStops(@TempDir Path state) {
        TaskFlowConfig config = installation(Map.of("state.dir", state.toString(), "flow.partitions", "1"));
        apply(config);

        TaskFlowProcessor processor = TaskFlowProcessor.start(config);
        processor.awaitReady(Duration.ofSeconds(60));
        assertThat(processor.isReady()).isTrue();
        processor.close();

        assertThat(processor.isReady()).isFalse();
        assertThat(processor.stopped()).isCompleted();
    }

    private TaskFlowConfig installation(Map<String, String> settings) {
        String name = "it" + installations.incrementAndGet();
        Map<String, String> all = new HashMap<>(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "schema.registry.url",
                registry.url(),
                "topic.prefix",
                name + ".",
                "application.id",
                name));
        all.putAll(settings);
        return TaskFlowConfig.of(all);
    }

    private static List<Finding> apply(TaskFlowConfig config) {
        try (Provisioning provisioning = Provisioning.of(config)) {
            return provisioning.apply();
        }
    }

    private static List<Finding> check(TaskFlowConfig config) {
        try (Provisioning provisioning = Provisioning.of(config)) {
            return provisioning.check();
        }
    }

    /** Waits until the broker says so too: the controller answers as soon as it has decided. */
    private void alter(String topic, String key, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        KafkaAnswers answers = new KafkaAnswers("");
        answers.get(admin.incrementalAlterConfigs(Map.of(
                        resource, List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                .all());
        await().until(
                        () -> {
                            Map<ConfigResource, Config> configs = answers.get(
                                    admin.describeConfigs(List.of(resource)).all());
                            return requireNonNull(configs.get(resource))
                                    .get(key)
                                    .value();
                        },
                        value::equals);
    }

    private int partitions(String topic) {
        Map<String, TopicDescription> topics =
                new KafkaAnswers("").get(admin.describeTopics(List.of(topic)).allTopicNames());
        return requireNonNull(topics.get(topic)).partitions().size();
    }
}
