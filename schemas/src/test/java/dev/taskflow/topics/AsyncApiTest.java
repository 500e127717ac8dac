package dev.taskflow.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.taskflow.v1.FlowCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code asyncapi.json} beside the module's {@code CONTRACT.md} is what the catalogue and the schemas say. */
class AsyncApiTest {
    private static final Path PUBLISHED = Path.of("asyncapi.json");
    private static final TopicCatalogue TOPICS =
            TopicCatalogue.of(TopicCatalogue.DEFAULT_PREFIX, List.of("default"), TopicSettings.DEFAULTS);

    /** The contract's version, which is that of the records' namespace. */
    private static final String VERSION = FlowCommand.class.getPackageName().replaceFirst(".*\\.v", "");

    /**
     * {@code mvn -q -pl schemas test -Dtest=AsyncApiTest -Dasyncapi.write} writes it.
     */
    @Test
    void thePublishedDocumentIsTheOneThatIsGenerated() throws IOException {
        String generated = AsyncApi.of(TOPICS, VERSION);
        if (System.getProperty("asyncapi.write") != null) {
            Files.writeString(PUBLISHED, generated);
        }
        assertThat(Files.readString(PUBLISHED)).isEqualToNormalizingNewlines(generated);
    }

    @Test
    void itIsAnAsyncApiDocument() throws IOException {
        assertThat(faults(AsyncApi.of(TOPICS, VERSION))).isEmpty();
    }

    @Test
    void aDocumentThatIsNoneIsNoticed() throws IOException {
        String document = AsyncApi.of(TOPICS, VERSION);

        assertThat(faults(document.replace("\"action\" : \"receive\"", "\"action\" : \"listen\"")))
                .isNotEmpty();
        assertThat(faults(document.replace("\"partitions\" : 6", "\"partitions\" : 0")))
                .isNotEmpty();
        assertThat(faults(document.replace("\"info\"", "\"infos\""))).isNotEmpty();
    }

    @Test
    void everyTopicIsAChannelWithItsSchemaAndItsSettings() throws IOException {
        TopicCatalogue topics =
                TopicCatalogue.of("team.", List.of("gpu.large"), TopicSettings.DEFAULTS.withPartitions(12, 5));
        JsonNode document = new ObjectMapper().readTree(AsyncApi.of(topics, VERSION));

        List<String> addresses = new ArrayList<>();
        document.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));
        assertThat(addresses)
                .containsExactlyElementsOf(topics.all().stream()
                        .map(topic -> topic.name().replace("gpu.large", "{runtime}"))
                        .toList());
        JsonNode commands = document.path("channels").path("flowCommands");
        assertThat(commands.at("/bindings/kafka/partitions").asInt()).isEqualTo(12);
        assertThat(commands.at("/bindings/kafka/topicConfiguration/retention.ms")
                        .asLong())
                .isEqualTo(TopicSettings.DEFAULTS.retention().toMillis());
        JsonNode payload = document.at("/components/messages/FlowCommand/payload/schema");
        assertThat(new org.apache.avro.Schema.Parser().parse(payload.toString()))
                .isEqualTo(topics.flowCommands().valueSchema().orElseThrow().schema());
    }

    private static List<String> faults(String document) throws IOException {
        try (InputStream schema = Objects.requireNonNull(
                AsyncApiTest.class.getResourceAsStream("/asyncapi/asyncapi-3.0.0-schema.json"), "the schema")) {
            Schema asyncApi = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema, InputFormat.JSON);
            return asyncApi.validate(document, InputFormat.JSON).stream()
                    .map(Object::toString)
                    .toList();
        }
    }
}
