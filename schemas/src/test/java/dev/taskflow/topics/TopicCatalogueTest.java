package dev.taskflow.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskflow.schema.CompatibilityLevel;
import dev.taskflow.v1.FlowCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicCatalogueTest {
    private static final TopicCatalogue TOPICS =
            TopicCatalogue.of(TopicCatalogue.DEFAULT_PREFIX, List.of("python", "browser.eu"), TopicSettings.DEFAULTS);

    @Test
    void holdsTheContractsTopicsAndOneForEachRuntime() {
        assertThat(TOPICS.all())
                .extracting(Topic::name)
                .containsExactly(
                        "taskflow.flow-commands",
                        "taskflow.task-events",
                        "taskflow.tasks.python",
                        "taskflow.tasks.browser.eu",
                        "taskflow.task-cancellations",
                        "taskflow.flow-events",
                        "taskflow.flow-settled",
                        "taskflow.command-results",
                        "taskflow.dead-letters");
    }

    @Test
    void inputTopicsHaveTheSamePartitionCount() {
        assertThat(TOPICS.flowCommands().partitions())
                .isEqualTo(TOPICS.taskEvents().partitions())
                .isEqualTo(6);
    }

    @Test
    void aTopicsSchemaStandsUnderItsValueSubjectAndHoldsNothingOfJava() {
        ValueSchema value = TOPICS.tasks("python").valueSchema().orElseThrow();

        assertThat(value.subject()).isEqualTo("taskflow.tasks.python-value");
        assertThat(value.schema().getFullName()).isEqualTo("dev.taskflow.v1.TaskDispatch");
        assertThat(value.schema().toString()).doesNotContain("avro.java.string");
    }

    @Test
    void outputsKeepFullCompatibilityAndInputsBackward() {
        assertThat(level(TOPICS.flowCommands())).isEqualTo(CompatibilityLevel.BACKWARD_TRANSITIVE);
        assertThat(level(TOPICS.taskEvents())).isEqualTo(CompatibilityLevel.BACKWARD_TRANSITIVE);
        assertThat(List.of(
                        TOPICS.flowEvents(),
                        TOPICS.flowSettled(),
                        TOPICS.commandResults(),
                        TOPICS.taskCancellations(),
                        TOPICS.tasks("python")))
                .extracting(TopicCatalogueTest::level)
                .containsOnly(CompatibilityLevel.FULL_TRANSITIVE);
    }

    @Test
    void deadLettersAreBytesWithoutSchema() {
        assertThat(TOPICS.deadLetters().valueType()).isEqualTo(byte[].class);
        assertThat(TOPICS.deadLetters().valueSchema()).isEmpty();
    }

    @Test
    void historyAndDeadLettersAreKeptLonger() {
        assertThat(TOPICS.all())
                .filteredOn(topic -> topic.retention().equals(Duration.ofDays(30)))
                .extracting(Topic::name)
                .containsExactly("taskflow.flow-events", "taskflow.dead-letters");
    }

    @Test
    void configsAreByKafkasNames() {
        assertThat(TOPICS.flowCommands().configs())
                .containsOnly(
                        Map.entry("cleanup.policy", "delete"),
                        Map.entry("retention.ms", "604800000"),
                        Map.entry("max.message.bytes", "1052672"),
                        Map.entry("message.timestamp.type", "CreateTime"));
    }

    @Test
    void X3_inputsKeepTheirProducersTimeAndTheBrokerStampsAllElse() {
        assertThat(TOPICS.all())
                .filteredOn(topic -> topic.timestampType() == TimestampType.CREATE_TIME)
                .extracting(Topic::name)
                .containsExactly("taskflow.flow-commands", "taskflow.task-events");
        assertThat(TOPICS.all())
                .filteredOn(topic -> "LogAppendTime".equals(topic.configs().get("message.timestamp.type")))
                .hasSize(TOPICS.all().size() - 2);
    }

    @Test
    void settingsReachTheTopics() {
        TopicSettings settings = TopicSettings.DEFAULTS
                .withPartitions(12, 4)
                .withReplicationFactor(3)
                .withRetention(Duration.ofHours(1), Duration.ofHours(2));
        Topic<FlowCommand> commands = TopicCatalogue.of("", List.of(), settings).flowCommands();

        assertThat(commands.name()).isEqualTo("flow-commands");
        assertThat(commands.partitions()).isEqualTo(12);
        assertThat(commands.replicationFactor()).isEqualTo((short) 3);
        assertThat(commands.retention()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void anUnconfiguredRuntimeIsRefusedWithThoseThatAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOPICS.tasks("ruby"))
                .withMessageContaining("'ruby'")
                .withMessageContaining("[python, browser.eu]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "a\u0000"})
    void aRuntimeThatCannotNameATopicIsRefused(String runtime) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicCatalogue.of("taskflow.", List.of(runtime), TopicSettings.DEFAULTS))
                .withMessageContaining("'" + runtime + "'");
    }

    @Test
    void aRuntimeHasAtMostAHundredCharacters() {
        assertThat(TopicCatalogue.of("t.", List.of("r".repeat(100)), TopicSettings.DEFAULTS)
                        .runtimes())
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicCatalogue.of("t.", List.of("r".repeat(101)), TopicSettings.DEFAULTS));
    }

    @Test
    void runtimesWhoseTopicsKafkaTakesForOneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicCatalogue.of("t.", List.of("a.b", "a_b"), TopicSettings.DEFAULTS))
                .withMessageContaining("'a.b' and 'a_b'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicCatalogue.of("t.", List.of("a", "a"), TopicSettings.DEFAULTS))
                .withMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b"})
    void anIllegalPrefixIsRefused(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicCatalogue.of(prefix, List.of(), TopicSettings.DEFAULTS))
                .withMessageContaining("'" + prefix + "'");
    }

    private static CompatibilityLevel level(Topic<?> topic) {
        return topic.valueSchema().orElseThrow().compatibility();
    }

    @Test
    void groupsAreNamedAfterWhatTheyRead() {
        assertThat(TOPICS.workerGroup("python")).isEqualTo("taskflow.workers.python");
        assertThatIllegalArgumentException().isThrownBy(() -> TOPICS.workerGroup("perl"));
        assertThat(TOPICS.settlementDeadLetters("billing"))
                .returns("taskflow.flow-settled.billing.dead-letters", Topic::name)
                .returns(TOPICS.deadLetters().configs(), Topic::configs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "two words"})
    void aGroupThatCannotNameATopicHasNoDeadLetters(String group) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TOPICS.settlementDeadLetters(group))
                .withMessageContaining("'" + group + "' must be of A-Z a-z 0-9 . _ -");
    }

    @Test
    void aTopicIsCreatedAsItIsMeantAndTheBrokerMayChooseTheReplicas() {
        TopicSettings three = TopicSettings.DEFAULTS.withReplicationFactor(3);

        assertThat(TOPICS.flowEvents().toCreate())
                .returns("taskflow.flow-events", NewTopic::name)
                .returns(6, NewTopic::numPartitions)
                .returns((short) -1, NewTopic::replicationFactor)
                .returns(TOPICS.flowEvents().configs(), NewTopic::configs);
        assertThat(TopicCatalogue.of("", List.of(), three)
                        .flowEvents()
                        .toCreate()
                        .replicationFactor())
                .isEqualTo((short) 3);
    }
}
