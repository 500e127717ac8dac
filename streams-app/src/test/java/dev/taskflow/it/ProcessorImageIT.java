package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processors of the image that is shipped, as containers. Needs a Docker engine with the images: profile {@code docker}. */
@Tag("docker")
class ProcessorImageIT {
    private static final List<String> INSTANCES = List.of("p1", "p2", "p3");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void S1_theMainStoryGoesOnAlthoughTheFlowsContainerIsKilled() throws Exception {
        try (ProcessorContainers containers = ProcessorContainers.start()) {
            TaskFlowFixture taskflow =
                    TaskFlowFixture.on(containers.kafka(), containers.registryUrl(), "image", folder, Map.of());
            try {
                INSTANCES.forEach(instance -> containers.startProcessor(instance, taskflow.settings(instance)));
                awaitAtWork(taskflow, INSTANCES.size());
                theMainStory(containers, taskflow);
                assertThat(containers.logs())
                        .as("what the processors have logged")
                        .doesNotContain(" ERROR ");
            } catch (Exception | AssertionError e) {
                throw new AssertionError("The processors have logged:%n%s".formatted(containers.logs()), e);
            } finally {
                taskflow.end();
            }
        }
    }

    private static void theMainStory(ProcessorContainers containers, TaskFlowFixture taskflow) throws Exception {
        FlowClient cancelled = taskflow.flow("cancelled");
        cancelled.create("run-1", "queued-1");
        cancelled.started("run-1");
        cancelled.send(cancelled.cancelCommand());
        cancelled.awaitStatus("queued-1", TaskStatus.CANCELLED);
        CommandResult late = cancelled.spawn("late");

        containers.kill(taskflow.observer().instanceOf("cancelled"));
        awaitAtWork(taskflow, INSTANCES.size() - 1);
        cancelled.completed("run-1", TaskOutcome.CANCELLED);
        FlowSettled end = cancelled.settled();
        taskflow.startWorker(TaskFlowFixture.RUNTIME);
        taskflow.startWorker(TaskFlowFixture.OTHER_RUNTIME);
        FlowClient story = taskflow.flow("story");
        story.send(story.createCommand(
                List.of(
                        FlowClient.spec("a", TaskFlowFixture.RUNTIME),
                        FlowClient.spec("b", TaskFlowFixture.OTHER_RUNTIME)),
                each -> each.setCompletion(Completion.WHEN_TASKS_SETTLE)));
        taskflow.assertFlowsSucceedOnEveryPartition();

        assertThat(late.getCode()).contains(RejectionCode.CANCEL_REQUESTED);
        assertThat(end.getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(end.getTasks()).isEqualTo(new TaskCounts(2, 0, 0, 0, 2, 0, 0));
        assertThat(story.settled().getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        assertThat(taskflow.observer().deadLetters().records()).isEmpty();
    }

    private static void awaitAtWork(TaskFlowFixture taskflow, long instances) {
        TopicLog.await(
                instances + " instances have flows", () -> taskflow.observer().instancesWithPartitions() == instances);
    }
}
