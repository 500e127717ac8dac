package dev.taskflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskflow.state.StoreNames;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    private static final TopicCatalogue TOPICS =
            TopicCatalogue.of("flows.", List.of("cpu", "gpu"), TopicSettings.DEFAULTS.withReplicationFactor(3));
    private static final Installation INSTALLATION =
            new Installation(TOPICS, "app", Map.of("min.insync.replicas", "2"));

    private final Requirements requirements = Requirements.of(INSTALLATION, List.of("gpu"), List.of("billing"));

    @Test
    void theTopicsAreThoseOfTheCatalogueAsTheyAreAppliedThenChangelogsThenDeadLettersOfGroups() {
        List<NewTopic> contract = TOPICS.all().stream().map(Topic::toCreate).toList();

        assertThat(requirements.topics()).startsWith(contract.toArray(NewTopic[]::new));
        assertThat(requirements
                        .topics()
                        .subList(contract.size(), requirements.topics().size()))
                .extracting(NewTopic::name)
                .containsExactly(
                        "app-flows-changelog",
                        "app-owners-changelog",
                        "app-tasks-changelog",
                        "app-timers-changelog",
                        "flows.flow-settled.billing.dead-letters");
    }

    @Test
    void everyStoreHasItsChangelogPartitionedLikeItsInputs() {
        assertThat(INSTALLATION.changelogs()).hasSameSizeAs(storeNames()).allSatisfy(changelog -> assertThat(changelog)
                .returns(TOPICS.flowCommands().partitions(), NewTopic::numPartitions)
                .returns((short) 3, NewTopic::replicationFactor));
        assertThat(INSTALLATION.changelogs().get(0).configs())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("min.insync.replicas", "2");
    }

    /** A store that is added later must not be forgotten. */
    private static List<Field> storeNames() {
        return Arrays.stream(StoreNames.class.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()))
                .toList();
    }

    @Test
    void thereIsARoleForEachProgramAndEachHasAUserOfItsOwn() {
        assertThat(requirements.roles())
                .extracting(Role::principal)
                .containsExactly(
                        "User:app-processor",
                        "User:app-producer",
                        "User:app-worker-gpu",
                        "User:app-consumer-billing",
                        "User:app-operator");
    }

    @Test
    void nothingButTransactionalIdsIsGrantedByPrefixAndNobodyMayDoEverything() {
        assertThat(grants())
                .filteredOn(grant -> grant.resource().patternType() != PatternType.LITERAL)
                .extracting(grant -> grant.resource().resourceType())
                .containsExactly(ResourceType.TRANSACTIONAL_ID);
        assertThat(grants()).allSatisfy(grant -> {
            assertThat(grant.resource().name()).isNotEqualTo("*");
            assertThat(grant.operations())
                    .isNotEmpty()
                    .doesNotContain(AclOperation.ALL, AclOperation.ALTER, AclOperation.DELETE);
        });
    }

    @Test
    void whatIsGrantedOnTopicsIsOnTopicsThatAreExported() {
        assertThat(grants())
                .filteredOn(grant -> grant.resource().resourceType() == ResourceType.TOPIC)
                .extracting(grant -> grant.resource().name())
                .isSubsetOf(requirements.topics().stream().map(NewTopic::name).toList());
    }

    private List<Grant> grants() {
        return requirements.roles().stream()
                .flatMap(role -> role.grants().stream())
                .toList();
    }

    @Test
    void aRuntimeThatIsNotConfiguredAndAGroupThatNamesNoTopicAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Requirements.of(INSTALLATION, List.of("tpu"), List.of()))
                .withMessageContaining("'tpu' is not configured; configured are [cpu, gpu]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Requirements.of(INSTALLATION, List.of(), List.of("the billing")))
                .withMessageContaining("'the billing' must be of A-Z a-z 0-9 . _ -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "flows.workers.cpu"})
    void aConsumerGetsNoGroupThatOthersWorkIn(String group) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Requirements.of(INSTALLATION, List.of("gpu"), List.of(group)))
                .withMessageContaining("choose another");
    }

    @Test
    void namesAreFitForKubernetesAndStayApart() {
        List<String> names = Stream.of(
                        "app-worker-gpu", "app-worker-GPU", "app-worker-g_u", "app-worker-g-u", "_", "a._b")
                .map(ResourceName::of)
                .toList();

        assertThat(names)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"));
        assertThat(names.get(0)).isEqualTo("app-worker-gpu");
        assertThat(ResourceName.of("x".repeat(249) + "_abcd")).hasSizeLessThanOrEqualTo(253);
    }
}
