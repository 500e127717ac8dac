package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskReceipt;
import dev.taskflow.v1.TaskStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every output carries: key, CloudEvents and trace headers, ids, sequence, cause; and which answers are sent at all. */
class EnvelopeTest extends RuleTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void everyOutputIsACloudEvent() {
        Seen story = story(flow);

        assertThat(story.records()).hasSizeGreaterThan(20).allSatisfy(record -> {
            assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
            assertThat(header(record, "ce_id")).isNotBlank();
            assertThat(header(record, "ce_source")).isEqualTo("taskflow/test");
            assertThat(header(record, "ce_type"))
                    .isEqualTo(record.value().getSchema().getFullName());
            assertThat(Instant.parse(String.valueOf(header(record, "ce_time")))).isEqualTo(record.getRecordTime());
            assertThat(header(record, "ce_subject")).isEqualTo(record.key());
        });
        assertThat(story.records())
                .extracting(record -> header(record, "ce_id"))
                .as("ce_id")
                .doesNotHaveDuplicates();
        assertThat(story.records())
                .extracting(record -> record.value().getClass().getSimpleName())
                .as("every kind of output is in the story")
                .contains("TaskDispatch", "TaskCancellation", "FlowEvent", "FlowSettled", "CommandResult");
    }

    @Test
    void theSameInputsGiveTheSameIdsAgain() {
        Seen first = story(flow);
        Seen second;
        try (TaskFlowDriver fresh = new TaskFlowDriver()) {
            second = story(fresh.flow(flow.id()), fresh);
        }

        assertThat(ids(second)).isEqualTo(ids(first));
        assertThat(second.events()).isEqualTo(first.events());
    }

    /** A version that has more to say between two outputs must give them the ids that they have today. */
    @Test
    void anIdFollowsFromWhatTheOutputIs() {
        Seen story = story(flow);

        String life = "flow-1/" + Long.toString(TaskFlowDriver.START.toEpochMilli(), Character.MAX_RADIX);
        String commands = taskflow.topics().flowCommands().name() + "/0/";
        assertThat(ids(story))
                .contains(
                        life + "/1", // FlowCreated
                        life + "/a/1/dispatch",
                        life + "/a/2/dispatch", // a retry, which no event tells
                        life + "/c/1/cancellation/0/" + commands + "3", // cancelled before it was started
                        life + "/12/cancellation", // TaskCancelRequested
                        life + "/a/2/cancellation/0/" + commands + "4", // told again
                        life + "/16", // FlowSettled
                        life + "/16/settled",
                        commands + "0/result");
    }

    @Test
    void twoStepsOfAWalkInTheSameMillisecondGiveDifferentIds() {
        flow.create(IntStream.range(0, 250).mapToObj("run-%03d"::formatted).toArray(String[]::new));
        IntStream.range(0, 250).mapToObj("run-%03d"::formatted).forEach(flow::started);

        Seen walks = flow.requestCancel()
                .and(taskflow.passes(Duration.ofSeconds(3)))
                .and(flow.requestCancel())
                .and(flow.requestCancel())
                .and(taskflow.passes(Duration.ofSeconds(3)))
                .and(flow.requestCancel())
                .and(taskflow.passes(Duration.ofSeconds(3)));

        assertThat(walks.cancellations()).hasSizeGreaterThanOrEqualTo(750);
        assertThat(ids(walks)).doesNotHaveDuplicates();
    }

    @Test
    void anEventsIdIsItsCloudEventsIdAndTellsItFromEveryOther() {
        Seen story = story(flow).and(story(taskflow.flow("flow-2")));

        assertThat(story.eventRecords()).allSatisfy(record -> assertThat(header(record, "ce_id"))
                .isEqualTo(record.value().getEventId()));
        assertThat(story.events()).extracting(FlowEvent::getEventId).doesNotHaveDuplicates();
    }

    @Test
    void aFlowsEventsAreNumberedFromOneWithoutGaps() {
        Seen story = story(flow);

        List<Long> expected =
                LongStream.rangeClosed(1, story.events().size()).boxed().toList();
        assertThat(story.events()).extracting(FlowEvent::getSequence).isEqualTo(expected);
        assertThat(stored().sequence()).isEqualTo(story.events().size());
    }

    @Test
    void everyTypeOfEventHasItsPayloadAlone() {
        Seen story = story(flow);

        // The transcript fails for an event whose payloads are not exactly the one that its type names.
        assertThat(story.transcript()).isNotEmpty();
        assertThat(Set.copyOf(story.eventTypes()))
                .as("all types are in the story")
                .isEqualTo(Set.of(
                        FlowEventType.FLOW_CREATED,
                        FlowEventType.FLOW_UPDATED,
                        FlowEventType.FLOW_CANCEL_REQUESTED,
                        FlowEventType.TASK_SPAWNED,
                        FlowEventType.TASK_STATUS_CHANGED,
                        FlowEventType.TASK_PROGRESSED,
                        FlowEventType.TASK_RETRY_SCHEDULED,
                        FlowEventType.TASK_CANCEL_REQUESTED,
                        FlowEventType.FLOW_SETTLED));
    }

    @Test
    void whatIsAboutAFlowHasItsIdAsKeyAndWhatIsForAWorkerTheTasks() {
        Seen story = story(flow);

        assertThat(story.eventRecords()).extracting(TestRecord::key).containsOnly("flow-1");
        assertThat(story.settledRecords()).extracting(TestRecord::key).containsOnly("flow-1");
        assertThat(story.resultRecords()).extracting(TestRecord::key).containsOnly("flow-1");
        assertThat(story.dispatchRecords()).allSatisfy(record -> assertThat(record.key())
                .isEqualTo("flow-1/" + record.value().getRunId()));
        assertThat(story.cancellationRecords()).isNotEmpty().allSatisfy(record -> assertThat(record.key())
                .isEqualTo("flow-1/" + record.value().getRunId()));
    }

    @Test
    void anEventSaysWhichCommandCausedIt() {
        FlowCommand cancel = CommandKind.REQUEST_CANCEL.to(flow).build();
        flow.create("a");

        Seen seen = taskflow.send(cancel);

        assertThat(seen.events())
                .hasSize(3)
                .extracting(FlowEvent::getCausedBy)
                .containsOnly(Optional.of(cancel.getCommandId()));
        assertThat(seen.events()).extracting(FlowEvent::getOwnerKey).containsOnly(TaskFlowDriver.OWNER);
    }

    @Test
    void anEventThatAReportOrATimerCausedNamesNoCommand() {
        flow.create("a");
        flow.setWaiting(waiting -> waiting.setWakeAt(TaskFlowDriver.START.plusSeconds(1)));

        Seen seen = flow.started("a").and(taskflow.passes(Duration.ofSeconds(1)));

        assertThat(seen.events()).hasSize(2).extracting(FlowEvent::getCausedBy).containsOnly(Optional.empty());
    }

    @Test
    void theTraceOfACommandIsCarriedToEveryOutputOfIt() {
        flow.create("a", "b");
        flow.started("b");
        Headers headers = new RecordHeaders()
                .add("traceparent", TRACE.getBytes(UTF_8))
                .add("tracestate", "vendor=1".getBytes(UTF_8))
                .add("baggage", "secret".getBytes(UTF_8));

        Seen seen = taskflow.send(CommandKind.REQUEST_CANCEL.to(flow).build(), headers);

        assertThat(seen.records()).hasSize(6).allSatisfy(record -> {
            assertThat(header(record, "traceparent")).isEqualTo(TRACE);
            assertThat(header(record, "tracestate")).isEqualTo("vendor=1");
            assertThat(header(record, "baggage")).isNull();
        });
    }

    @Test
    void theTraceOfAReportIsCarriedToo() {
        flow.create("a");
        String topic = taskflow.topics().taskEvents().name();
        byte[] started = taskflow.encode(
                topic, flow.reportOf("a").setStarted(new TaskStarted()).build());

        Seen seen = taskflow.sendRaw(
                topic,
                flow.id().getBytes(UTF_8),
                started,
                new RecordHeaders().add("traceparent", TRACE.getBytes(UTF_8)));

        assertThat(seen.records()).hasSize(1);
        assertThat(header(seen.records().get(0), "traceparent")).isEqualTo(TRACE);
        assertThat(header(seen.records().get(0), "tracestate")).isNull();
    }

    @Test
    void aTraceHeaderThatIsNoneIsNotMultiplied() {
        Headers headers =
                new RecordHeaders().add("traceparent", TRACE.getBytes(UTF_8)).add("tracestate", new byte[900_000]);

        Seen seen = taskflow.send(CommandKind.CREATE_FLOW.to(flow).build(), headers);

        assertThat(seen.records()).hasSize(2).allSatisfy(record -> {
            assertThat(header(record, "traceparent")).isEqualTo(TRACE);
            assertThat(header(record, "tracestate")).isNull();
        });
    }

    @Test
    void anOutputHasNoTraceIfItsInputHasNone() {
        Seen story = story(flow);

        assertThat(story.records())
                .allSatisfy(record -> assertThat(record.headers().toArray()).hasSize(6));
    }

    @ParameterizedTest
    @CsvSource({"NONE,false,false", "ON_REJECT,false,true", "ALWAYS,true,true"})
    void theSenderChoosesWhichAnswersItGets(ReplyMode mode, boolean ofAccepted, boolean ofRejected) {
        FlowCommand create = CommandKind.CREATE_FLOW.to(flow).setReply(mode).build();

        Seen accepted = taskflow.send(create);
        Seen replayed = taskflow.send(create);
        Seen rejected = flow.send(CommandKind.CREATE_FLOW.to(flow).setReply(mode));

        assertThat(accepted.events()).hasSize(1);
        assertThat(accepted.results()).hasSize(ofAccepted ? 1 : 0);
        assertThat(replayed.results()).hasSize(ofAccepted ? 1 : 0);
        assertThat(rejected.results()).hasSize(ofRejected ? 1 : 0);
    }

    @Test
    void withoutAChoiceOnlyRejectionsAreAnswered() {
        assertThat(FlowCommand.newBuilder()
                        .setCommandId("c")
                        .setFlowId("f")
                        .setOwnerKey("o")
                        .setIssuedAt(Instant.EPOCH)
                        .build()
                        .getReply())
                .isEqualTo(ReplyMode.ON_REJECT);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerNamesItsCommand(CommandKind kind) {
        flow.create("a");
        FlowCommand command = kind.to(flow).build();

        Seen seen = taskflow.send(command);

        assertThat(seen.result().getCommandId()).isEqualTo(command.getCommandId());
        assertThat(seen.result().getFlowId()).isEqualTo("flow-1");
        assertThat(seen.result().getOwnerKey()).isEqualTo(TaskFlowDriver.OWNER);
        assertThat(seen.result().getDecidedAt()).isEqualTo(taskflow.now());
        assertThat(seen.result().getMessage().isPresent())
                .isEqualTo(seen.result().getOutcome() == CommandOutcome.REJECTED);
        assertThat(seen.result().getTasks())
                .extracting(TaskReceipt::getTaskId)
                .allMatch(id -> id.startsWith("flow-1/"));
    }

    private Seen story(FlowDsl teller) {
        return story(teller, taskflow);
    }

    /** A flow's life in which every kind of output and every type of event occurs. */
    private static Seen story(FlowDsl flow, TaskFlowDriver taskflow) {
        RetryPolicy retry = new RetryPolicy(2, 1_000L, 1.0, 1_000L);
        return flow.create(create -> create.setTasks(List.of(
                        FlowDsl.spec("a").setRetry(retry).build(),
                        FlowDsl.spec("b").setRuntime("gpu").build())))
                .and(flow.setWaiting(waiting -> waiting.setWakeAt(taskflow.now().plusSeconds(1))))
                .and(flow.started("a"))
                .and(flow.progress("a", "half"))
                .and(flow.failed("a"))
                .and(taskflow.passes(Duration.ofSeconds(2)))
                .and(flow.started("a"))
                .and(flow.spawn("c"))
                .and(flow.requestCancel())
                .and(flow.requestCancel())
                .and(flow.succeeded("a"));
    }

    private static List<String> ids(Seen seen) {
        return seen.records().stream()
                .map(record -> String.valueOf(header(record, "ce_id")))
                .toList();
    }

    private static @Nullable String header(TestRecord<String, ? extends SpecificRecord> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
