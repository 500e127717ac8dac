package dev.taskflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.access.Requirements;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.cli.export.StrimziExport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code taskflow topics export --format strimzi} writes is what Strimzi's operators read. */
class StrimziTest {
    @ParameterizedTest
    @ValueSource(strings = {"scram-sha-512", "tls", "tls-external"})
    void itsOperatorsUnderstandEveryTopicAndUser(String authentication) {
        List<JsonNode> exported = exported(authentication);

        assertThat(exported).extracting(each -> each.path("kind").asText()).contains("KafkaTopic", "KafkaUser");
        assertThat(exported).allSatisfy(resource -> assertThatCode(() -> KubernetesSchemas.check(resource))
                .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @CsvSource({
        "KafkaTopic, /spec, partitions, many",
        "KafkaTopic, /spec, noSuchField, 1",
        "KafkaUser, /spec/authentication, type, magic",
        "KafkaUser, /spec/authorization/acls/0/resource, type, table",
        "KafkaUser, /spec/authorization/acls/0/resource, patternType, PREFIXED"
    })
    void whatTheyDoNotUnderstandIsFound(String kind, String place, String field, String value) {
        JsonNode resource = first(kind);
        ((ObjectNode) resource.at(place)).put(field, value);

        assertThatThrownBy(() -> KubernetesSchemas.check(resource)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOperationThatTheyDoNotKnowIsFound() {
        JsonNode user = first("KafkaUser");
        ((ObjectNode) user.at("/spec/authorization/acls/0"))
                .putArray("operations")
                .add("Peek");

        assertThatThrownBy(() -> KubernetesSchemas.check(user)).isInstanceOf(IllegalArgumentException.class);
    }

    private static JsonNode first(String kind) {
        return exported("scram-sha-512").stream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> exported(String authentication) {
        TaskFlowConfig config = Settings.accepted(
                Map.of(
                        "TASKFLOW_BOOTSTRAP_SERVERS", "kafka:9092",
                        "TASKFLOW_SCHEMA_REGISTRY_URL", "http://registry:8081",
                        "TASKFLOW_RUNTIMES", "default,gpu",
                        "TASKFLOW_REPLICATION_FACTOR", "3"),
                null);
        Requirements requirements =
                Requirements.of(config.installation(), config.topics().runtimes(), List.of("announcer"));
        return Yaml.documents(new StrimziExport("my-cluster", authentication).of(requirements));
    }
}
