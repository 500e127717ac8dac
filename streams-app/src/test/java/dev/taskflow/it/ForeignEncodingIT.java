package dev.taskflow.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.taskflow.topics.TopicCatalogue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole job with records made by hand from what the registry answers: any language can do it. */
class ForeignEncodingIT {
    @RegisterExtension
    private static final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    private final TopicCatalogue topics = taskflow.topics();
    private final ForeignClient client =
            new ForeignClient(taskflow.config().bootstrapServers(), taskflow.registryUrl());

    @BeforeAll
    static void startProcessor() {
        taskflow.startProcessor("a");
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aClientWithoutOurClassesCreatesRunsAndSeesAFlow() throws Exception {
        String flowId = "foreign-success";
        String commands = topics.flowCommands().name();
        String events = topics.taskEvents().name();

        client.send(commands, flowId, createFlow(commands, flowId));
        GenericRecord dispatch = first(topics.tasks(TaskFlowFixture.RUNTIME).name(), flowId + "/only");
        client.send(events, flowId, completed(events, dispatch));
        GenericRecord settled = first(topics.flowSettled().name(), flowId);
        client.send(commands, flowId, requestCancel(commands, flowId));
        GenericRecord rejected =
                await(topics.commandResults().name(), flowId, 2).get(1);

        assertThat(text(dispatch, "runId")).isEqualTo("only");
        assertThat(dispatch.get("attempt")).isEqualTo(1);
        assertThat(dispatch.get("input")).isEqualTo(utf8("{\"n\":1}"));
        assertThat(text(settled, "status")).isEqualTo("SUCCEEDED");
        assertThat(((GenericRecord) settled.get("tasks")).get("succeeded")).isEqualTo(1);
        assertThat(String.valueOf(settled.get("labels"))).isEqualTo("{tenant=münchen}");
        GenericRecord accepted = first(topics.commandResults().name(), flowId);
        assertThat(text(accepted, "outcome")).isEqualTo("ACCEPTED");
        assertThat(accepted.get("revision")).isEqualTo(1L);
        assertThat(text(rejected, "code")).isEqualTo("TERMINAL");
        List<GenericRecord> history = client.read(topics.flowEvents().name(), flowId);
        assertThat(history.stream().map(each -> text(each, "type")))
                .containsExactly("FLOW_CREATED", "TASK_SPAWNED", "TASK_STATUS_CHANGED", "FLOW_SETTLED");
        assertThat(history.stream().map(each -> each.get("sequence"))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(String.valueOf(history.get(3).get("flowSettled"))).isEqualTo(settled.toString());
    }

    @Test
    void aCancellationReachesAClientWithoutOurClasses() throws Exception {
        String flowId = "foreign-cancel";
        String commands = topics.flowCommands().name();

        client.send(commands, flowId, createFlow(commands, flowId));
        first(topics.tasks(TaskFlowFixture.RUNTIME).name(), flowId + "/only");
        client.send(commands, flowId, requestCancel(commands, flowId));
        GenericRecord cancellation = first(topics.taskCancellations().name(), flowId + "/only");

        GenericRecord dispatch = first(topics.tasks(TaskFlowFixture.RUNTIME).name(), flowId + "/only");
        assertThat(text(cancellation, "dispatchId")).isEqualTo(text(dispatch, "dispatchId"));
        assertThat(text(cancellation, "reason")).isEqualTo("changed my mind");
        assertThat(text(first(topics.flowSettled().name(), flowId), "status")).isEqualTo("CANCELLED");
    }

    @Test
    void theClientOfThisTestHasNoneOfOurClasses() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("dev.taskflow..")
                        .and(DescribedPredicate.not(name(ForeignClient.class.getName()))))
                .check(new ClassFileImporter().importClasses(ForeignClient.class));
    }

    private GenericRecord createFlow(String topic, String flowId) throws Exception {
        GenericRecord command = command(topic, flowId, "create-1");
        Schema envelope = command.getSchema();
        GenericRecord create = client.newRecord(
                envelope,
                "createFlow",
                Map.of(
                        "controllerId", "foreign-controller",
                        "goal", "show that any language can do it",
                        "labels", Map.of("tenant", "münchen")));
        GenericRecord task = client.newRecord(
                create.getSchema(),
                "tasks",
                Map.of("runId", "only", "runtime", TaskFlowFixture.RUNTIME, "input", utf8("{\"n\":1}")));
        create.put("tasks", List.of(task));
        create.put(
                "completion",
                new GenericData.EnumSymbol(
                        create.getSchema().getField("completion").schema(), "WHEN_TASKS_SETTLE"));
        command.put("createFlow", create);
        command.put(
                "reply", new GenericData.EnumSymbol(envelope.getField("reply").schema(), "ALWAYS"));
        return command;
    }

    private GenericRecord requestCancel(String topic, String flowId) throws Exception {
        GenericRecord command = command(topic, flowId, "cancel-1");
        command.put(
                "requestCancel",
                client.newRecord(command.getSchema(), "requestCancel", Map.of("reason", "changed my mind")));
        return command;
    }

    private GenericRecord command(String topic, String flowId, String commandId) throws Exception {
        return client.newValue(
                topic,
                Map.of(
                        "commandId",
                        commandId,
                        "flowId",
                        flowId,
                        "ownerKey",
                        "somebody",
                        "issuedAt",
                        System.currentTimeMillis()));
    }

    private GenericRecord completed(String topic, GenericRecord dispatch) throws Exception {
        GenericRecord event = client.newValue(
                topic,
                Map.of(
                        "flowId", dispatch.get("flowId"),
                        "runId", dispatch.get("runId"),
                        "attempt", dispatch.get("attempt"),
                        "dispatchId", dispatch.get("dispatchId"),
                        "workerId", "foreign-worker",
                        "occurredAt", System.currentTimeMillis()));
        GenericRecord completed = client.newRecord(event.getSchema(), "completed", Map.of());
        completed.put(
                "outcome",
                new GenericData.EnumSymbol(
                        completed.getSchema().getField("outcome").schema(), "SUCCEEDED"));
        event.put("completed", completed);
        return event;
    }

    private GenericRecord first(String topic, String key) {
        return await(topic, key, 1).get(0);
    }

    private List<GenericRecord> await(String topic, String key, int count) {
        return TopicLog.await(
                count + " records of " + key + " on " + topic,
                () -> client.read(topic, key),
                found -> found.size() >= count);
    }

    private static String text(GenericRecord record, String field) {
        @Nullable Object value = record.get(field);
        return String.valueOf(value);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
