package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code taskflow run} logs with {@code log.format=json} and every detail of its own. */
class LogsIT {
    private static final String SECRET = "top-secret";
    private static final String SECRET_JSON = "{\"card\":\"" + SECRET + "\"}";
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @SuppressWarnings("NullAway.Init")
    private ChildProcessor process;

    @BeforeEach
    void start() {
        Map<String, String> settings = taskflow.settings("a");
        settings.put("log.format", "json");
        process = taskflow.startChild(
                settings,
                "-Dlog4j2.configurationFile=classpath:log4j2.xml", // the product's own, not the tests'
                "-Dtaskflow.log.level=DEBUG",
                "-Dtaskflow.log.kafka.level=INFO");
    }

    @Test
    void aWholeStoryIsLoggedInFieldsAndWithoutStateOrPayloads() {
        FlowClient flow = taskflow.flow("story");
        TaskSpec task = TaskSpec.newBuilder(FlowClient.spec("pack", TaskFlowFixture.RUNTIME))
                .setInput(secretBytes())
                .build();
        flow.send(flow.createCommand(
                List.of(task), each -> each.setStateJson(SECRET_JSON).setCompletion(Completion.WHEN_TASKS_SETTLE)));
        flow.send(flow.command()
                .setSetWaiting(SetWaiting.newBuilder()
                        .setStateJson(SECRET_JSON)
                        .setWaitJson(SECRET_JSON)
                        .build())
                .build());
        RecordMetadata nonsense = taskflow.inputs()
                .send(new ProducerRecord<>(
                        taskflow.topics().flowCommands().name(), "story".getBytes(UTF_8), SECRET.getBytes(UTF_8)));
        RecordMetadata empty = taskflow.inputs().send(flow.report("pack").build());
        TaskCompleted completed = TaskCompleted.newBuilder()
                .setOutcome(TaskOutcome.SUCCEEDED)
                .setSummary(SECRET)
                .setOutput(secretBytes())
                .build();
        TaskEvent report = flow.report("pack").setCompleted(completed).build();
        taskflow.inputs().send(report);
        assertThat(flow.settled().getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        FlowCommand late = flow.spawnCommand("late");
        flow.send(late);
        process.stop();

        List<JsonNode> log = process.log().lines().map(LogsIT::parsed).toList();
        assertThat(log).allSatisfy(line -> {
            assertThat(line.path("@timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(line.path("level").asText()).isNotEmpty();
            assertThat(line.path("message").asText()).isNotEmpty();
        });
        assertThat(process.log()).doesNotContain(SECRET);
        JsonNode unreadable = line(log, "A record goes to the dead letters", nonsense);
        assertThat(unreadable.path("level").asText()).isEqualTo("WARN");
        JsonNode senseless = line(log, "A record goes to the dead letters", empty);
        assertThat(senseless.path("flowId").asText()).isEqualTo("story");
        assertThat(senseless.path("taskId").asText()).isEqualTo("story/pack");
        List<JsonNode> refusals = log.stream()
                .filter(line -> line.path("message").asText().equals("A command is rejected"))
                .toList();
        assertThat(refusals).hasSize(1);
        JsonNode refusal = refusals.get(0);
        assertThat(refusal.path("flowId").asText()).isEqualTo("story");
        assertThat(refusal.path("commandId").asText()).isEqualTo(late.getCommandId());
        assertThat(refusal.path("code").asText()).isEqualTo("TERMINAL");
        assertThat(refusal.path("partition").asText()).isNotEmpty();
        assertThat(refusal.path("offset").asText()).isNotEmpty();
    }

    private static JsonNode line(List<JsonNode> log, String message, RecordMetadata about) {
        List<JsonNode> found = log.stream()
                .filter(line -> line.path("message").asText().equals(message)
                        && line.path("topic").asText().equals(about.topic())
                        && line.path("partition").asText().equals(Integer.toString(about.partition()))
                        && line.path("offset").asText().equals(Long.toString(about.offset())))
                .toList();
        assertThat(found).as(message).hasSize(1);
        return found.get(0);
    }

    private static ByteBuffer secretBytes() {
        return ByteBuffer.wrap(SECRET_JSON.getBytes(UTF_8));
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}
