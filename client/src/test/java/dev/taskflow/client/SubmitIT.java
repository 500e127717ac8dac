package dev.taskflow.client;

import static dev.taskflow.client.Installation.OWNER;
import static dev.taskflow.client.PlayedProcessor.accepted;
import static dev.taskflow.client.PlayedProcessor.answer;
import static dev.taskflow.client.PlayedProcessor.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.ReplyMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands and their answers. */
class SubmitIT {
    @RegisterExtension
    final Installation installation = new Installation();

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Installation.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static <X extends Throwable> X failure(CompletableFuture<?> future, Class<X> type) {
        Throwable thrown = catchThrowable(() -> get(future));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        assertThat(thrown.getCause()).isInstanceOf(type);
        return Objects.requireNonNull(type.cast(thrown.getCause()));
    }

    @Test
    void everyCommandGetsItsOwnAnswerInWhateverOrderTheyCome() throws Exception {
        TaskFlowClient client = installation.client();
        List<FlowHandle> flows =
                IntStream.range(0, 50).mapToObj(i -> client.flow("flow-" + i)).toList();

        List<CompletableFuture<CommandResult>> answers = flows.stream()
                .map(flow -> flow.create("controller", "goal").submit())
                .toList();
        List<CommandResult> results = new ArrayList<>();
        for (FlowHandle flow : flows) {
            FlowCommand command = installation.processor().command(flow.id(), 1);
            results.add(answer(command, CommandOutcome.ACCEPTED)
                    .setMessage(flow.id())
                    .build());
        }
        Collections.reverse(results);
        installation.processor().commit(results.toArray(CommandResult[]::new));

        for (int i = 0; i < flows.size(); i++) {
            assertThat(get(answers.get(i)).getMessage()).contains("flow-" + i);
        }
    }

    @Test
    void A1_anotherOwnersAnswerToTheSameCommandIdIsNotTaken() throws Exception {
        CompletableFuture<CommandResult> answer =
                installation.client().flow("flow").resume().withCommandId("one").submit();
        FlowCommand command = installation.processor().command("flow", 1);

        installation
                .processor()
                .commit(
                        answer(command, CommandOutcome.ACCEPTED)
                                .setOwnerKey("other")
                                .build(),
                        answer(command, CommandOutcome.ACCEPTED)
                                .setCommandId("two")
                                .build(),
                        answer(command, CommandOutcome.ACCEPTED).setRevision(5L).build());

        assertThat(get(answer).getRevision()).contains(5L);
    }

    @Test
    void C10_rejectionIsAnExceptionWithTheWholeAnswer() {
        CompletableFuture<CommandResult> answer = installation
                .client()
                .flow("flow")
                .finish("done")
                .withExpectedRevision(3)
                .submit();
        FlowCommand command = installation.processor().command("flow", 1);

        CommandResult result = rejected(command, RejectionCode.REVISION_CONFLICT, null);
        installation.processor().commit(result);

        CommandRejected rejected = failure(answer, CommandRejected.class);
        assertThat(command.getExpectedRevision()).contains(3L);
        assertThat(rejected.code()).isEqualTo(RejectionCode.REVISION_CONFLICT);
        assertThat(rejected.revision()).contains(7L);
        assertThat(rejected.status()).contains(FlowStatus.RUNNING);
        assertThat(rejected.result()).isEqualTo(result);
        assertThat(rejected).hasMessageContaining("refused by the test");
    }

    @Test
    void C4_afterAnUnknownOutcomeTheSameCommandIsSentAgainAndReplayedIsSuccess() throws Exception {
        Command command = installation.client().flow("flow").cancel("no longer needed");

        OutcomeUnknown unknown = failure(command.submit(Duration.ofSeconds(1)), OutcomeUnknown.class);
        CompletableFuture<CommandResult> again = command.submit();
        FlowCommand second = installation.processor().command("flow", 2);
        installation.processor().commit(answer(second, CommandOutcome.REPLAYED).build());

        assertThat(unknown.commandId()).isEqualTo(command.commandId()).isEqualTo(second.getCommandId());
        assertThat(unknown).hasMessageContaining("same commandId is safe");
        assertThat(get(again).getOutcome()).isEqualTo(CommandOutcome.REPLAYED);
    }

    @Test
    void S1_answersOfAbortedTransactionsAreNotSeen() throws Exception {
        CompletableFuture<CommandResult> answer =
                installation.client().flow("flow").resume().submit();
        FlowCommand command = installation.processor().command("flow", 1);

        installation.processor().abort(rejected(command, RejectionCode.TERMINAL, null));
        installation.processor().commit(accepted(command));

        assertThat(get(answer).getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
    }

    @Test
    void answerThatCannotBeDecodedIsSkipped() throws Exception {
        CompletableFuture<CommandResult> answer =
                installation.client().flow("flow").resume().submit();
        FlowCommand command = installation.processor().command("flow", 1);

        installation
                .processor()
                .commitGarbage(installation.connection().topics().commandResults(), "flow");
        installation.processor().commit(accepted(command));

        assertThat(get(answer).getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
    }

    @Test
    void partitionAddedWhileAnAnswerIsAwaitedIsReadFromItsBeginning() throws Exception {
        CompletableFuture<CommandResult> answer =
                installation.client().flow("flow").resume().submit();
        FlowCommand command = installation.processor().command("flow", 1);
        String topic = installation.connection().topics().commandResults().name();
        int added = Installation.PARTITIONS;

        installation
                .admin()
                .createPartitions(Map.of(topic, NewPartitions.increaseTo(added + 1)))
                .all()
                .get();
        Installation.eventually(
                "the broker knows the partition",
                () -> installation
                                .admin()
                                .describeTopics(List.of(topic))
                                .allTopicNames()
                                .get()
                                .values()
                                .iterator()
                                .next()
                                .partitions()
                                .size()
                        > added);
        try (PlayedProcessor later = new PlayedProcessor(installation.connection())) {
            later.commitTo(added, accepted(command));
        }

        assertThat(get(answer).getOutcome()).isEqualTo(CommandOutcome.ACCEPTED);
    }

    @Test
    void recordIsAsTheCallerMadeItButAsksForAnAnswer() throws Exception {
        TaskFlowClient client = installation.closing(TaskFlowClient.open(
                installation.connection(),
                "gateway",
                Installation.options().withTraceHeaders(() -> Map.of("traceparent", "00-a", "tracestate", "s"))));
        FlowCommand command = FlowCommand.newBuilder(
                        client.flow("flow").fail("broken").toRecord())
                .setOwnerKey(OWNER)
                .setCommandId("mine")
                .setExpectedRevision(4L)
                .setReply(ReplyMode.NONE)
                .build();

        CompletableFuture<CommandResult> answer = client.submit(command, Map.of("traceparent", "00-b"));
        FlowCommand sent = installation.processor().command("flow", 1);
        installation.processor().commit(accepted(sent));

        assertThat(sent)
                .isEqualTo(FlowCommand.newBuilder(command)
                        .setReply(ReplyMode.ALWAYS)
                        .build());
        ConsumerRecord<byte[], byte[]> received =
                installation.processor().records().get(0);
        assertThat(header(received, "traceparent")).isEqualTo("00-b");
        assertThat(header(received, "tracestate")).isEqualTo("s");
        assertThat(received.partition()).isEqualTo(FlowPartitioner.partitionOf("flow", Installation.PARTITIONS));
        assertThat(get(answer).getCommandId()).isEqualTo("mine");
    }

    private static String header(ConsumerRecord<?, ?> received, String name) {
        return new String(received.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void publishIsDoneWhenTheCommandIsDurable() throws Exception {
        FlowHandle flow = installation.client().newFlow();
        Command command = flow.create("controller", "goal", TaskSpecs.json("run", "default", "{}"));

        get(command.publish());

        assertThat(installation.processor().command(flow.id(), 1)).isEqualTo(command.toRecord());
        assertThat(command.toRecord().getReply()).isEqualTo(ReplyMode.ON_REJECT);
    }

    @Test
    void X4_commandTooLargeForKafkaIsNotSent() {
        FlowHandle flow = installation.client().flow("flow");
        Command command = flow.spawn(TaskSpecs.json("run", "default", "x".repeat(2_000_000)));

        assertThat(failure(command.submit(), CommandNotSent.class))
                .hasCauseInstanceOf(RecordTooLargeException.class)
                .hasMessageContaining("send a reference");
        assertThat(failure(command.publish(), CommandNotSent.class).commandId()).isEqualTo(command.commandId());
    }

    @Test
    void missingTopicsAreSaidPlainly() {
        TaskFlowClient client = installation.closing(TaskFlowClient.open(
                installation.connection().withTopicPrefix("nothing-here.").withKafka("max.block.ms", 3_000), OWNER));

        assertThat(failure(client.flow("flow").resume().submit(), CommandNotSent.class))
                .hasMessageContaining("nothing-here.command-results");
    }

    @Test
    void withoutABrokerNothingBlocksForLong() throws IOException {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "127.0.0.1:" + socket.getLocalPort();
        }
        TaskFlowClient client = installation.closing(TaskFlowClient.open(
                installation.connection().withKafka("bootstrap.servers", nobody).withKafka("max.block.ms", 300),
                OWNER));

        failure(client.flow("flow").resume().submit(), CommandNotSent.class);
        failure(client.flow("flow").resume().publish(), CommandNotSent.class);
        failure(client.awaitSettled("flow", Duration.ofSeconds(30)), KafkaException.class);
    }

    @Test
    void closeEndsWhatIsAwaitedAndTakesNoMore() {
        TaskFlowClient client = installation.client();
        FlowHandle flow = client.flow("flow");
        CompletableFuture<CommandResult> answer = flow.resume().submit();
        installation.processor().command("flow", 1);

        client.close();

        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(OutcomeUnknown.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> flow.resume().submit()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> flow.resume().publish()).isInstanceOf(IllegalStateException.class);
    }
}
