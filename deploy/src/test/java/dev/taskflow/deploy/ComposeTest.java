package dev.taskflow.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.app.InvalidConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComposeTest {
    private static final Path FILE = Path.of("compose", "compose.yaml");

    private ObjectNode file = Yaml.JSON.createObjectNode();
    private final Map<String, JsonNode> services = new TreeMap<>();

    @BeforeEach
    void read() throws IOException {
        file = (ObjectNode) Yaml.documents(Files.readString(FILE)).get(0);
        file.path("services").properties().forEach(each -> services.put(each.getKey(), each.getValue()));
    }

    @Test
    void followsTheComposeSpecification() {
        assertThat(file.remove("name").isTextual()).isTrue(); // our copy of the schema is older than that

        assertThat(ComposeSchema.faults(file)).isEmpty();
    }

    @Test
    void aFieldThatComposeDoesNotKnowIsFound() {
        ((ObjectNode) file.at("/services/taskflow-1")).put("noSuchField", "1");

        assertThat(ComposeSchema.faults(file)).anyMatch(fault -> fault.contains("noSuchField"));
    }

    @Test
    void brokerAndRegistryAreThoseThatTheProcessorIsTestedWith() {
        assertThat(service("kafka").path("image").asText())
                .isEqualTo("apache/kafka:" + System.getProperty("kafka.version"));
        assertThat(service("registry").path("image").asText())
                .isEqualTo("apicurio/apicurio-registry:" + System.getProperty("apicurio-registry.version"));
    }

    @Test
    void theProcessorTakesEverySetting() {
        assertThat(List.of("topics", "taskflow-1", "taskflow-2", "taskflow-3"))
                .allSatisfy(service -> assertThatCode(() -> Settings.accepted(settings(service), null))
                        .doesNotThrowAnyException());
    }

    @Test
    void aSettingThatTheProcessorDoesNotKnowIsFound() {
        Map<String, String> settings = settings("taskflow-1");
        settings.put("TASKFLOW_NO_SUCH_KEY", "1");

        assertThatThrownBy(() -> Settings.accepted(settings, null))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("TASKFLOW_NO_SUCH_KEY");
    }

    @Test
    void threeProcessorsDifferInNameAddressStateAndPortAlone() {
        List<String> processors = services.keySet().stream()
                .filter(name -> name.startsWith("taskflow-"))
                .toList();
        TreeSet<String> seen = new TreeSet<>();

        assertThat(processors).containsExactly("taskflow-1", "taskflow-2", "taskflow-3");
        for (String name : processors) {
            Map<String, String> settings = settings(name);
            assertThat(settings.remove("TASKFLOW_GROUP_INSTANCE_ID")).isEqualTo(name);
            assertThat(settings.remove("TASKFLOW_APPLICATION_SERVER")).isEqualTo(name + ":8080");
            assertThat(seen.add(service(name).at("/volumes/0").asText())).isTrue();
            assertThat(seen.add(service(name).at("/ports/0").asText())).isTrue();
            assertThat(service(name).at("/ports/0").asText()).matches("127\\.0\\.0\\.1:\\d+:8080");
            seen.add("settings " + settings);
        }
        assertThat(seen).hasSize(2 * processors.size() + 1);
    }

    @Test
    void ofTheImageNothingMayBeWrittenButStateAndTmp() {
        assertThat(services.values())
                .filteredOn(each -> each.path("image").asText().contains("taskflow"))
                .hasSize(7)
                .allSatisfy(each -> {
                    assertThat(each.path("read_only").asBoolean()).isTrue();
                    assertThat(each.at("/cap_drop/0").asText()).isEqualTo("ALL");
                    // RocksDB's native library is unpacked to it, and run from it.
                    assertThat(each.at("/tmpfs/0").asText()).startsWith("/tmp:exec");
                });
    }

    @Test
    void theClientsSettingsAreTheCommandLinesAndForDoctorTheProcessors() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        Map<String, String> processors = settings("topics");

        for (String service : List.of("cli", "demo")) {
            Map<String, String> settings = settings(service);
            assertThat(settings).containsAllEntriesOf(processors);
            settings.keySet().removeAll(processors.keySet());
            assertThat(settings.keySet()).isNotEmpty().allMatch(readme::contains);
        }
    }

    @Test
    void whatIsForVisitorsStartsOnlyWhenAskedFor() {
        assertThat(services.entrySet())
                .filteredOn(each -> each.getValue().has("profiles"))
                .extracting(Map.Entry::getKey)
                .containsExactly("cli", "demo");
    }

    @Test
    void theBuildFindsDockerfileAndDistribution() {
        Path context =
                FILE.resolveSibling(service("topics").at("/build/context").asText());

        Path dockerfile =
                context.resolve(service("topics").at("/build/dockerfile").asText());

        assertThat(context.normalize()).isEqualTo(Path.of("..", "streams-app", "target", "taskflow"));
        assertThat(dockerfile.normalize())
                .isEqualTo(Path.of("..", "deploy", "image", "Dockerfile"))
                .exists();
    }

    private JsonNode service(String name) {
        JsonNode service = file.path("services").path(name);
        assertThat(service.isObject()).as(name).isTrue();
        return service;
    }

    private Map<String, String> settings(String service) {
        return Settings.ofService(service(service));
    }
}
