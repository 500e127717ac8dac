package dev.taskflow.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.taskflow.app.NotProvisioned;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A limit that is raised over topics of before, and a topic that takes less than the limits allow. */
class RaisedLimitIT {
    private static final Pattern REMEDY =
            Pattern.compile("--entity-name (\\S+) --add-config max\\.message\\.bytes=(\\d+)'");
    private static final int LARGE = 2_900_000;

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void X4_aRaisedLimitIsRefusedUntilEveryTopicAndChangelogTakesItAndThenWorks() throws Exception {
        taskflow.startProcessor("a").close(); // makes the changelogs
        Map<String, String> settings = new HashMap<>(taskflow.settings("a"));
        settings.put("limit.field.bytes", "3000000");
        settings.put("limit.command.bytes", "4000000");

        List<String> problems = refusal(settings);

        String changelog = taskflow.config().applicationId() + "-tasks-changelog";
        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("topic " + changelog
                                + " has max.message.bytes=4210688, configured is 16524288: alter it"))
                .allSatisfy(problem -> assertThat(problem).containsPattern(REMEDY))
                .hasSize(taskflow.topics().all().size() + 4);
        for (String problem : problems) {
            Matcher remedy = REMEDY.matcher(problem);
            assertThat(remedy.find()).isTrue();
            alter(remedy.group(1), remedy.group(2));
        }

        RunningProcessor processor = taskflow.startProcessor(settings);
        CommandResult created = createLarge(taskflow.flow("large"));

        assertThat(created.getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
        processor.assertHealthy();
    }

    @Test
    void aRecordThatAChangelogRefusesIsToldWithItsTopicAndTheReason() throws Exception {
        ChildProcessor processor = taskflow.startChild("a");
        taskflow.assertFlowsSucceedOnEveryPartition();
        String changelog = taskflow.config().applicationId() + "-flows-changelog";
        alter(changelog, "20000");

        FlowClient flow = taskflow.flow("refused");
        taskflow.inputs().send(flow.createCommand(List.of(), create -> create.setGoal("g".repeat(100_000))));

        TopicLog.await("the reason", () -> processor.log().contains("RecordTooLargeException"));
        TopicLog.await("the topic", () -> processor.log().contains("A record is larger than its topic takes"));
        assertThat(processor.log()).contains(changelog).doesNotContain("Invalid timestamp");
        alter(changelog, "4210688");
    }

    private static List<String> refusal(Map<String, String> settings) {
        List<String> problems = new ArrayList<>();
        assertThatThrownBy(() ->
                        TaskFlowProcessor.start(TaskFlowConfig.of(settings)).close())
                .asInstanceOf(type(NotProvisioned.class))
                .satisfies(refused -> problems.addAll(refused.problems()));
        return problems;
    }

    private CommandResult createLarge(FlowClient flow) {
        FlowCommand create = flow.createCommand(List.of(), each -> each.setStateJson("x".repeat(LARGE)));
        taskflow.inputs()
                .send(
                        taskflow.inputs().recordOf(create),
                        Map.of("max.request.size", 8_000_000, "buffer.memory", 64_000_000L));
        return flow.answer(create);
    }

    private void alter(String topic, String bytes) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", taskflow.kafka().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                    .all()
                    .get();
            TopicLog.await(
                    topic + " takes " + bytes,
                    () -> bytes.equals(requireNonNull(admin.describeConfigs(List.of(resource))
                                    .all()
                                    .get()
                                    .get(resource))
                            .get("max.message.bytes")
                            .value()));
        }
    }
}
