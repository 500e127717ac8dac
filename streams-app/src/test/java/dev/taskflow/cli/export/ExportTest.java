package dev.taskflow.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.taskflow.access.Installation;
import dev.taskflow.access.Requirements;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads a format gets back the same topics and rights that were written. */
class ExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, ResourceType> STRIMZI_TYPES = Map.of(
            "topic", ResourceType.TOPIC, "group", ResourceType.GROUP, "transactionalId", ResourceType.TRANSACTIONAL_ID);

    private final Requirements brokersReplicas = requirements(TopicSettings.DEFAULTS);
    private final Requirements threeReplicas = requirements(TopicSettings.DEFAULTS.withReplicationFactor(3));

    private static Requirements requirements(TopicSettings settings) {
        return requirements(settings, "billing");
    }

    private static Requirements requirements(TopicSettings settings, String group) {
        return Requirements.of(
                new Installation(TopicCatalogue.of("My_flows.", List.of("gpu"), settings), "app", Map.of()),
                List.of("gpu"),
                List.of(group));
    }

    @Test
    void jsonHoldsAllOfIt() throws IOException {
        for (Requirements each : List.of(brokersReplicas, threeReplicas)) {
            JsonNode document = JSON.readTree(new JsonExport().of(each));

            assertThat(document.path("topics")).map(ExportTest::topicOfJson).isEqualTo(each.topics());
            assertThat(document.path("roles"))
                    .flatMap(role -> aclsOfJson(role))
                    .containsExactlyElementsOf(bindings(each));
        }
    }

    private static NewTopic topicOfJson(JsonNode node) {
        JsonNode replicas = node.path("replicationFactor");
        return topic(
                node.path("name").textValue(),
                node.path("partitions").intValue(),
                replicas.isNull() ? Optional.empty() : Optional.of(replicas.shortValue()),
                node.path("configs"));
    }

    private static List<AclBinding> aclsOfJson(JsonNode role) {
        List<AclBinding> bindings = new ArrayList<>();
        for (JsonNode acl : role.path("acls")) {
            ResourcePattern resource = new ResourcePattern(
                    ResourceType.valueOf(acl.path("resourceType").textValue()),
                    acl.path("name").textValue(),
                    PatternType.valueOf(acl.path("patternType").textValue()));
            for (JsonNode operation : acl.path("operations")) {
                bindings.add(allow(
                        role.path("principal").textValue(), AclOperation.valueOf(operation.textValue()), resource));
            }
        }
        return bindings;
    }

    @Test
    void strimziHasAResourceForEachTopicAndUser() throws IOException {
        for (Requirements each : List.of(brokersReplicas, threeReplicas)) {
            List<JsonNode> resources = yaml(new StrimziExport("my-cluster", "tls").of(each));

            assertThat(resources).allSatisfy(resource -> {
                assertThat(resource.path("apiVersion").textValue()).isEqualTo("kafka.strimzi.io/v1");
                assertThat(resource.at("/metadata/labels/strimzi.io~1cluster").textValue())
                        .isEqualTo("my-cluster");
                assertThat(resource.at("/metadata/name").textValue()).matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
            });
            assertThat(resources)
                    .extracting(resource -> resource.path("kind").textValue()
                            + resource.at("/metadata/name").textValue())
                    .doesNotHaveDuplicates();
            assertThat(specs(resources, "KafkaTopic"))
                    .map(ExportTest::topicOfStrimzi)
                    .isEqualTo(each.topics());
            assertThat(resources)
                    .filteredOn(resource -> resource.path("kind").textValue().equals("KafkaUser"))
                    .flatMap(user -> aclsOfStrimzi(user))
                    .containsExactlyElementsOf(bindings(each));
        }
    }

    private static List<JsonNode> yaml(String text) throws IOException {
        return YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll();
    }

    private static List<JsonNode> specs(List<JsonNode> resources, String kind) {
        return resources.stream()
                .filter(resource -> resource.path("kind").textValue().equals(kind))
                .map(resource -> resource.path("spec"))
                .toList();
    }

    private static NewTopic topicOfStrimzi(JsonNode spec) {
        return topic(
                spec.path("topicName").textValue(),
                spec.path("partitions").intValue(),
                spec.has("replicas") ? Optional.of(spec.path("replicas").shortValue()) : Optional.empty(),
                spec.path("config"));
    }

    private static List<AclBinding> aclsOfStrimzi(JsonNode user) {
        JsonNode spec = user.path("spec");
        assertThat(spec.at("/authentication/type").textValue()).isEqualTo("tls");
        assertThat(spec.at("/authorization/type").textValue()).isEqualTo("simple");
        List<AclBinding> bindings = new ArrayList<>();
        for (JsonNode acl : spec.at("/authorization/acls")) {
            JsonNode resource = acl.path("resource");
            ResourcePattern pattern = new ResourcePattern(
                    STRIMZI_TYPES.get(resource.path("type").textValue()),
                    resource.path("name").textValue(),
                    switch (resource.path("patternType").textValue()) {
                        case "literal" -> PatternType.LITERAL;
                        case "prefix" -> PatternType.PREFIXED;
                        default -> PatternType.UNKNOWN;
                    });
            acl.path("operations")
                    .forEach(operation -> bindings.add(allow(
                            "User:" + user.at("/metadata/name").textValue(),
                            SecurityUtils.operation(operation.textValue()),
                            pattern)));
        }
        return bindings;
    }

    @Test
    void commandsAreCallsOfKafkasTools() throws Exception {
        for (Requirements each : List.of(brokersReplicas, threeReplicas)) {
            List<ToolCall> calls =
                    ToolCall.of(new CommandsExport("one:9092,two:9092", "it's admin.properties").of(each));

            assertThat(calls).allSatisfy(call -> assertThat(call.options())
                    .containsEntry("--bootstrap-server", List.of("one:9092,two:9092"))
                    .containsEntry("--command-config", List.of("it's admin.properties")));
            assertThat(calls)
                    .filteredOn("tool", "kafka-topics.sh")
                    .map(ToolCall::topic)
                    .isEqualTo(each.topics());
            assertThat(calls)
                    .filteredOn("tool", "kafka-acls.sh")
                    .flatMap(ToolCall::bindings)
                    .containsExactlyElementsOf(bindings(each));
        }
    }

    @Test
    void withoutAPropertiesFileTheToolsGetNone() {
        assertThat(new CommandsExport("one:9092", "").of(threeReplicas)).doesNotContain("--command-config");
    }

    @Test
    void theScriptEndsWhereALineFails(@TempDir Path tools) throws Exception {
        Path called = tools.resolve("called");
        tool(tools, "kafka-topics.sh", "echo topics >> " + called + "; exit 1");
        tool(tools, "kafka-acls.sh", "echo acls >> " + called);
        Path script = tools.resolve("cluster.sh");
        Files.writeString(script, new CommandsExport("one:9092", "").of(threeReplicas));
        ProcessBuilder shell = new ProcessBuilder("sh", script.toString());
        shell.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);

        int exitCode = shell.start().waitFor();

        assertThat(exitCode).isEqualTo(1);
        assertThat(called).hasContent("topics");
    }

    private static void tool(Path folder, String name, String script) throws IOException {
        Path tool = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void certificatesAreMadeOutToNamesThatHaveRoomInThem() {
        Requirements longest = requirements(TopicSettings.DEFAULTS, "g".repeat(64 - "app-consumer-".length()));
        Requirements tooLong = requirements(TopicSettings.DEFAULTS, "g".repeat(65 - "app-consumer-".length()));

        assertThat(new StrimziExport("c", "tls").of(longest)).contains("app-consumer-ggg");
        assertThat(new StrimziExport("c", "scram-sha-512").of(tooLong)).contains("app-consumer-ggg");
        for (String certificates : List.of("tls", "tls-external")) {
            StrimziExport export = new StrimziExport("c", certificates);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> export.of(tooLong))
                    .withMessageContaining("has 65 characters")
                    .withMessageContaining("choose a shorter application.id");
        }
    }

    private static List<AclBinding> bindings(Requirements requirements) {
        return requirements.roles().stream()
                .flatMap(role -> role.bindings().stream())
                .toList();
    }

    static AclBinding allow(String principal, AclOperation operation, ResourcePattern resource) {
        return new AclBinding(resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }

    private static NewTopic topic(String name, int partitions, Optional<Short> replicas, JsonNode configs) {
        Map<String, String> all = new HashMap<>();
        configs.properties()
                .forEach(config -> all.put(config.getKey(), config.getValue().textValue()));
        return new NewTopic(name, Optional.of(partitions), replicas).configs(all);
    }
}
