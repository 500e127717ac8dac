package dev.taskflow.it;

import static dev.taskflow.it.FlowClient.spec;
import static dev.taskflow.it.FlowClient.specs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Many flows at once: so many are open at any time, each with three tasks. Every third is cancelled right after it was
 * made, every fifth is made by a command that comes twice. For use by one thread.
 */
final class Load {
    private final TaskFlowFixture taskflow;
    private final int open;
    private final List<FlowCommand> created = new ArrayList<>();
    private int expectedAnswers;

    Load(TaskFlowFixture taskflow, int open) {
        this.taskflow = taskflow;
        this.open = open;
    }

    /** Keeps the load up until so many more flows have settled. */
    void runUntilSettled(int more) {
        int target = settled() + more;
        TopicLog.await(more + " more flows have settled", () -> {
            topUp();
            return settled() >= target;
        });
    }

    private int settled() {
        return taskflow.observer().flowSettled().records().size();
    }

    private void topUp() {
        int settled = settled();
        while (created.size() - settled < open) {
            int n = created.size();
            FlowClient flow = taskflow.flow("flow-" + n);
            List<TaskSpec> tasks = new ArrayList<>(specs("a", "b"));
            // One that is to be cancelled has a task that no worker takes, so that it cannot succeed before.
            tasks.add(spec("c", isCancelled(n) ? TaskFlowFixture.OTHER_RUNTIME : TaskFlowFixture.RUNTIME));
            FlowCommand create = flow.createCommand(tasks, each -> each.setCompletion(Completion.WHEN_TASKS_SETTLE));
            created.add(create);
            sendSoon(create);
            if (isCancelled(n)) {
                sendSoon(flow.cancelCommand());
            }
            if (n % 5 == 0) {
                sendSoon(create);
            }
        }
        taskflow.inputs().flush();
    }

    private void sendSoon(FlowCommand command) {
        taskflow.inputs().sendSoon(command);
        expectedAnswers++;
    }

    private static boolean isCancelled(int n) {
        return n % 3 == 0;
    }

    /** Waits for the end of all flows, then checks that each ended once, as it had to, and each command was answered once. */
    void assertAllSettledOnce() {
        Observer observer = taskflow.observer();
        TopicLog.await("all " + created.size() + " flows have settled", () -> settledIds()
                .containsAll(createdIds()));
        observer.awaitDrained();
        assertThat(settled()).as("records on flow-settled").isEqualTo(created.size());
        for (int n = 0; n < created.size(); n++) {
            FlowSettled settled = observer.assertSettledOnce(created.get(n).getFlowId());
            assertThat(settled.getStatus()).isEqualTo(isCancelled(n) ? FlowStatus.CANCELLED : FlowStatus.SUCCEEDED);
            assertThat(settled.getTasks().getActive()).isZero();
        }
        List<CommandResult> results = observer.commandResults().values();
        assertThat(results).as("answers").hasSize(expectedAnswers);
        assertThat(results).extracting(CommandResult::getOutcome).doesNotContain(CommandOutcome.REJECTED);
        assertThat(observer.deadLetters().records()).as("dead letters").isEmpty();
    }

    private Set<String> settledIds() {
        return taskflow.observer().flowSettled().values().stream()
                .map(FlowSettled::getFlowId)
                .collect(Collectors.toSet());
    }

    private Set<String> createdIds() {
        return created.stream().map(FlowCommand::getFlowId).collect(Collectors.toCollection(HashSet::new));
    }

    int flows() {
        return created.size();
    }
}
