package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskflow.client.Command;
import dev.taskflow.client.CommandRejected;
import dev.taskflow.client.FlowHandle;
import dev.taskflow.client.SettlementListener;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.client.TaskSpecs;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.InstanceOfAssertFactory;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java client against a processor: every command, its answer, and the flow's end. */
class ClientIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    private static final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    private static boolean running;

    private TaskFlowClient client;

    @BeforeEach
    void aProcessorAndAClient() {
        if (!running) {
            taskflow.startProcessor("a");
            running = true;
        }
        client = taskflow.openClient();
    }

    @Test
    void everyCommandIsAnsweredWithWhatItMadeOfTheFlow() {
        FlowHandle flow = client.newFlow();

        assertThat(answer(flow.create("orders", "ship order 4711", task("pick"))))
                .returns(CommandOutcome.ACCEPTED, CommandResult::getOutcome)
                .returns(Optional.of(1L), CommandResult::getRevision);
        assertThat(answer(flow.spawn(task("pack"))).getTasks())
                .singleElement()
                .returns("pack", TaskReceipt::getRunId)
                .returns(true, TaskReceipt::getCreated);
        assertThat(answer(flow.setWaiting(SetWaiting.newBuilder()
                        .setBlockedSummary("the stock is being counted")
                        .build())))
                .returns(Optional.of(FlowStatus.BLOCKED), CommandResult::getStatus);
        assertThat(answer(flow.resume())).returns(Optional.of(FlowStatus.RUNNING), CommandResult::getStatus);
        assertThat(answer(flow.setNotifyPolicy(NotifyPolicy.SILENT)).getOutcome())
                .isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(answer(flow.setNotifyPolicy("pick", NotifyPolicy.STATE_CHANGES))
                        .getOutcome())
                .isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(answer(flow.cancelTask("pack", "packed by hand")).getTasks())
                .extracting(TaskReceipt::getRunId)
                .contains("pack");
        assertThat(answer(flow.seal()).getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
        assertThat(answer(flow.finish("shipped"))).returns(Optional.of(FlowStatus.SUCCEEDED), CommandResult::getStatus);

        FlowHandle other = client.newFlow();
        answer(other.create("orders", "ship order 4712"));
        assertThat(answer(other.fail("out of stock")))
                .returns(Optional.of(FlowStatus.FAILED), CommandResult::getStatus);
    }

    @Test
    void C10_aRejectionIsAnExceptionWithCodeAndMessage() {
        FlowHandle flow = client.newFlow();
        answer(flow.create("orders", "ship order 4713"));
        answer(flow.cancel("the customer called"));

        assertThatThrownBy(refused(flow.spawn(task("late"))))
                .asInstanceOf(rejection())
                .returns(RejectionCode.CANCEL_REQUESTED, CommandRejected::code)
                .returns(Optional.of(FlowStatus.CANCELLED), CommandRejected::status)
                .satisfies(rejected -> assertThat(rejected).hasMessageContaining(flow.id()));
        assertThatThrownBy(refused(client.newFlow().finish("never created")))
                .asInstanceOf(rejection())
                .returns(RejectionCode.NOT_FOUND, CommandRejected::code)
                .returns(Optional.empty(), CommandRejected::revision);
    }

    @Test
    void C1_C4_aCommandThatIsSentAgainIsReplayed() {
        FlowHandle flow = client.newFlow();
        Command create = flow.create("orders", "ship order 4714", task("pick"));
        Command wait = flow.setWaiting(SetWaiting.newBuilder().build());
        Command cancel = flow.cancel("changed our minds").withCommandId("cancel-of-" + flow.id());

        for (Command command : List.of(create, wait, cancel)) {
            assertThat(answer(command).getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
            // From a client that has not seen the first answer.
            assertThat(taskflow.openClient().submit(command.toRecord()).join().getOutcome())
                    .isEqualTo(CommandOutcome.REPLAYED);
        }
    }

    @Test
    void C5_anExpectedRevisionThatIsNotTheFlowsIsAConflictThatNamesIt() {
        FlowHandle flow = client.newFlow();
        answer(flow.create("orders", "ship order 4715"));

        assertThatThrownBy(refused(flow.finish("done").withExpectedRevision(7)))
                .asInstanceOf(rejection())
                .returns(RejectionCode.REVISION_CONFLICT, CommandRejected::code)
                .returns(Optional.of(1L), CommandRejected::revision);
        assertThat(answer(flow.finish("done").withExpectedRevision(1)).getRevision())
                .contains(2L);
    }

    @Test
    void fireAndForgetIsDurableWhenItsFutureCompletes() {
        FlowHandle flow = client.newFlow();
        flow.create("orders", "ship order 4716").publish().join();
        flow.finish("shipped").publish().join();

        assertThat(flow.awaitSettled(LIMIT).join().getSummary()).contains("shipped");
    }

    @Test
    void awaitSettledSeesAnEndBeforeAndAfterTheCall() {
        FlowHandle flow = client.newFlow();
        answer(flow.create(settling(task("only"))));
        CompletableFuture<FlowSettled> waiting = flow.awaitSettled(LIMIT);

        taskflow.flow(flow.id()).completed("only", TaskOutcome.SUCCEEDED);

        assertThat(waiting.join()).returns(FlowStatus.SUCCEEDED, FlowSettled::getStatus);
        FlowHandle seenByAnother = taskflow.openClient().flow(flow.id());
        assertThat(seenByAnother.awaitSettled(LIMIT).join()).isEqualTo(waiting.join());
        assertThat(flow.awaitSettled(LIMIT).join()).isEqualTo(waiting.join());
    }

    @Test
    void awaitSettledAsksWithoutChangingTheFlow() {
        FlowHandle flow = client.newFlow();
        Command create = flow.create(settling(task("only")));
        answer(create);

        CompletableFuture<FlowSettled> waiting = flow.awaitSettled(LIMIT);
        // Answered after the question of awaitSettled, which was sent first.
        assertThat(client.submit(create.toRecord()).join())
                .returns(CommandOutcome.REPLAYED, CommandResult::getOutcome)
                .returns(Optional.of(1L), CommandResult::getRevision)
                .returns(Optional.of(FlowStatus.QUEUED), CommandResult::getStatus);

        answer(flow.cancel("seen enough"));
        assertThat(waiting.join()).returns(FlowStatus.CANCELLED, FlowSettled::getStatus);
    }

    @Test
    void A1_awaitSettledOfAnotherOwnersFlowIsNotFound() {
        FlowHandle flow = client.newFlow();
        answer(flow.create("orders", "ship order 4717"));

        assertThatThrownBy(() ->
                        client.awaitSettled("somebody-else", flow.id(), LIMIT).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(CommandRejected.class))
                .returns(RejectionCode.NOT_FOUND, CommandRejected::code);
    }

    @Test
    void aListenerReactsToEachSettlement() {
        List<String> seen = new CopyOnWriteArrayList<>();
        taskflow.closing(SettlementListener.start(
                taskflow.connection(), "invoices-" + client.newFlow().id(), settled -> seen.add(settled.getFlowId())));
        FlowHandle flow = client.newFlow();
        answer(flow.create("orders", "ship order 4718"));

        answer(flow.finish("shipped"));

        await().atMost(LIMIT).until(() -> seen.contains(flow.id()));
    }

    private static CreateFlow settling(TaskSpec task) {
        return CreateFlow.newBuilder()
                .setControllerId("orders")
                .setGoal("settles with its task")
                .setCompletion(Completion.WHEN_TASKS_SETTLE)
                .setTasks(List.of(task))
                .build();
    }

    private static TaskSpec task(String runId) {
        return TaskSpecs.json(runId, TaskFlowFixture.RUNTIME, "{}");
    }

    private static CommandResult answer(Command command) {
        return command.submit(LIMIT).join();
    }

    private static ThrowingCallable refused(Command command) {
        return () -> {
            try {
                answer(command);
            } catch (CompletionException e) {
                throw e.getCause();
            }
        };
    }

    private static InstanceOfAssertFactory<CommandRejected, ? extends ObjectAssert<CommandRejected>> rejection() {
        return InstanceOfAssertFactories.type(CommandRejected.class);
    }
}
