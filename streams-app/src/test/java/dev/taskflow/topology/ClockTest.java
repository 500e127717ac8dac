package dev.taskflow.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.Settings;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When things happened: rule X3. */
class ClockTest extends RuleTest {

    private static final InputTimestamps TIMESTAMPS = new InputTimestamps(() -> TaskFlowDriver.START);
    private static final Instant LATER = TaskFlowDriver.START.plusSeconds(50);

    @Test
    void X3_whatFollowsFromACreateHappensAtItsTimestamp() {
        Seen create = at(
                LATER,
                flow.command()
                        .setCreateFlow(flow.createCommand(changes -> changes.setTasks(FlowDsl.specs("a")))
                                .getCreateFlow()
                                .orElseThrow()));

        assertThat(times(create)).hasSize(8).containsOnly(LATER);
    }

    @Test
    void recordsAreStampedByTheProcessorSoThatNoBrokerDeletesThemForTheirEventTime() {
        Instant longAgo = TaskFlowDriver.START.minus(Duration.ofDays(8));

        Seen create = at(
                longAgo,
                flow.command()
                        .setCreateFlow(flow.createCommand(changes -> changes.setTasks(FlowDsl.specs("a")))
                                .getCreateFlow()
                                .orElseThrow()));

        assertThat(times(create)).containsOnly(longAgo);
        assertThat(create.records()).hasSize(4).allSatisfy(each -> assertThat(each.getRecordTime())
                .isEqualTo(TaskFlowDriver.START));
    }

    @Test
    void X3_whatFollowsFromACancelHappensAtItsTimestamp() {
        flow.create("a");

        Seen cancel = at(LATER, CommandKind.REQUEST_CANCEL.to(flow));

        assertThat(cancel.settlement().getSettledAt()).isEqualTo(LATER);
        assertThat(cancel.settlement().getCancelRequestedAt()).contains(LATER);
        assertThat(times(cancel)).hasSize(12).containsOnly(LATER);
    }

    @Test
    void X3_theTimesThatAClientWritesIntoItsRecordDoNotCount() {
        flow.create("a");

        Seen cancel = flow.send(CommandKind.REQUEST_CANCEL.to(flow).setIssuedAt(Instant.ofEpochMilli(Long.MIN_VALUE)));
        Seen report = taskflow.send(flow.reportOf("a")
                .setOccurredAt(Instant.ofEpochMilli(Long.MAX_VALUE))
                .setStarted(new TaskStarted())
                .build());

        assertThat(times(cancel)).isNotEmpty().containsOnly(TaskFlowDriver.START);
        assertThat(times(report)).isNotEmpty().containsOnly(TaskFlowDriver.START);
    }

    @Test
    void X3_aRecordFromBeforeTheFlowsLastChangeHappensAtThatChange() {
        at(LATER, CommandKind.CREATE_FLOW.to(flow));

        Seen earlier = at(LATER.minusSeconds(1), CommandKind.SET_WAITING.to(flow));

        assertThat(times(earlier)).isNotEmpty().containsOnly(LATER);
        assertThat(stored().updatedAt()).isEqualTo(LATER);
    }

    @Test
    void X3_aRejectionIsNotDecidedBeforeTheFlowsLastChangeEither() {
        at(LATER, CommandKind.CREATE_FLOW.to(flow));

        Seen earlier =
                at(LATER.minusSeconds(1), CommandKind.SET_WAITING.to(flow).setExpectedRevision(9L));

        earlier.rejection(RejectionCode.REVISION_CONFLICT);
        assertThat(times(earlier)).isNotEmpty().containsOnly(LATER);
    }

    @Test
    void X3_whatFollowsFromATimerHappensWhenItFired() {
        flow.create();
        flow.setWaiting(waiting -> waiting.setWakeAt(TaskFlowDriver.START.plusMillis(4_500)));

        Seen woken = taskflow.passes(Duration.ofSeconds(10));

        assertThat(times(woken)).isNotEmpty().containsOnly(TaskFlowDriver.START.plusSeconds(5));
    }

    @Test
    void X3_aTimerThatFiresBeforeTheFlowsLastChangeHappensAtThatChange() {
        flow.create();
        at(
                LATER,
                flow.command()
                        .setSetWaiting(SetWaiting.newBuilder()
                                .setWakeAt(TaskFlowDriver.START.plusSeconds(1))
                                .build()));

        Seen woken = taskflow.passes(Duration.ofSeconds(2));

        assertSent(woken, "3 r3 FLOW_UPDATED RUNNING");
        assertThat(times(woken)).containsOnly(LATER);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void X3_aTimeOfAClientsMayBeAbsurd(long millis) {
        Instant absurd = Instant.ofEpochMilli(millis);
        flow.create();

        Seen waiting = flow.setWaiting(set -> set.setWakeAt(absurd));
        Seen later = taskflow.passes(Duration.ofSeconds(1));

        waiting.acceptance();
        assertThat(waiting.events().get(0).getFlowUpdated().orElseThrow().getWakeAt())
                .contains(absurd);
        assertThat(later.transcript()).hasSize(absurd.isBefore(TaskFlowDriver.START) ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 253_402_300_800_000L, Long.MAX_VALUE})
    void X3_aRecordWithoutAUsableTimestampIsOfNow(long timestamp) {
        assertThat(eventTime(stamped(timestamp))).isEqualTo(TaskFlowDriver.START);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_767_225_600_000L})
    void X3_aUsableTimestampIsTakenAsItIs(long timestamp) {
        assertThat(eventTime(stamped(timestamp))).isEqualTo(Instant.ofEpochMilli(timestamp));
    }

    @Test
    void X3_aRecordThatWasSentOnKeepsItsFirstTime() {
        ConsumerRecord<Object, Object> first = stamped(1_000);
        TIMESTAMPS.extract(first, 0);
        ConsumerRecord<Object, Object> sentOn = stamped(2_000);
        first.headers().forEach(sentOn.headers()::add);

        assertThat(eventTime(sentOn)).isEqualTo(Instant.ofEpochMilli(1_000));
        assertThat(sentOn.headers().headers(InputTimestamps.EVENT_TIME)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7 bytes", "a time that somebody has made up"})
    void X3_aHeaderThatIsNoTimeCountsForNothing(String header) {
        ConsumerRecord<Object, Object> forged = stamped(1_000);
        forged.headers().add(InputTimestamps.EVENT_TIME, header.getBytes(UTF_8));

        assertThat(eventTime(forged)).isEqualTo(Instant.ofEpochMilli(1_000));
    }

    @Test
    void aProducersClockDoesNotSayWhichTopicIsReadFirst() {
        assertThat(TIMESTAMPS.extract(stamped(0), 0)).isGreaterThanOrEqualTo(TaskFlowDriver.START.toEpochMilli());
    }

    @Test
    void X3_aNegativeTimestampStopsNothing() {
        FlowCommand create = CommandKind.CREATE_FLOW.to(flow).build();

        Seen seen = at(Instant.ofEpochMilli(-5), FlowCommand.newBuilder(create));

        seen.acceptance();
        assertThat(stored().updatedAt()).isAfter(Instant.EPOCH);
    }

    @Test
    void T5_aDispatchThatWaitedForTheProcessorLeavesTheWorkerItsWholeTime() {
        FlowCommand.Builder create = flow.command()
                .setCreateFlow(flow.createCommand(changes -> changes.setTasks(List.of(
                                FlowDsl.spec("a").setStartTimeoutMs(60_000L).build())))
                        .getCreateFlow()
                        .orElseThrow());
        at(TaskFlowDriver.START.minusSeconds(600), create);

        Seen early = taskflow.passes(Duration.ofSeconds(59));
        Seen due = taskflow.passes(Duration.ofSeconds(2));

        assertNothingSent(early);
        assertThat(due.toldToStop()).containsExactly("a");
    }

    @Test
    void K7_aCancelThatWaitedForTheProcessorLeavesTheChildrenTheWholeGrace() {
        flow.create("a");
        flow.started("a");
        taskflow.passes(Duration.ofMinutes(10));

        Seen cancel = at(TaskFlowDriver.START.plusSeconds(1), CommandKind.REQUEST_CANCEL.to(flow));
        Seen early = taskflow.passes(TaskFlowDriver.GRACE.minusSeconds(1));
        Seen due = taskflow.passes(Duration.ofSeconds(1));

        assertThat(cancel.cancellations().get(0).getGraceUntil())
                .contains(TaskFlowDriver.START.plus(Duration.ofMinutes(11)));
        assertNothingSent(early);
        assertThat(due.settlement().getTasks().getLost()).isEqualTo(1);
    }

    @Test
    void K10_aCancelOfAProducerWhoseClockIsAheadTellsAllChildrenAtOnce() {
        flow.create(IntStream.range(0, 1_000).mapToObj("run-%03d"::formatted).toArray(String[]::new));

        Seen cancel = at(TaskFlowDriver.START.plusSeconds(30), CommandKind.REQUEST_CANCEL.to(flow))
                .and(taskflow.passes(Duration.ofSeconds(10)));

        assertThat(cancel.toldToStop()).hasSize(1_000);
        assertThat(cancel.settlement().getTasks().getCancelled()).isEqualTo(1_000);
    }

    @Test
    void T5_timeoutsDoNotCountFromTheClockOfAProducerThatIsAhead() {
        FlowCommand.Builder create = flow.command()
                .setCreateFlow(flow.createCommand(changes -> changes.setTasks(List.of(
                                FlowDsl.spec("a").setStartTimeoutMs(10_000L).build())))
                        .getCreateFlow()
                        .orElseThrow());
        at(TaskFlowDriver.START.plusSeconds(30), create);

        Seen due = taskflow.passes(Duration.ofSeconds(11));

        assertThat(due.toldToStop()).containsExactly("a");
        assertThat(times(due)).as("X3").containsOnly(TaskFlowDriver.START.plusSeconds(30));
    }

    @Test
    void K7_aGraceDoesNotCountFromTheClockOfAProducerThatIsAhead() {
        flow.create("a");
        flow.started("a");

        at(TaskFlowDriver.START.plusSeconds(30), CommandKind.REQUEST_CANCEL.to(flow));
        Seen due = taskflow.passes(TaskFlowDriver.GRACE.plusSeconds(1));

        assertThat(due.settlement().getTasks().getLost()).isEqualTo(1);
    }

    @Test
    void S2_aFlowIsNotKeptLongerForAClockThatIsAhead() {
        flow.create();
        at(TaskFlowDriver.START.plusSeconds(50), CommandKind.REQUEST_CANCEL.to(flow));

        taskflow.passes(Settings.DEFAULT_RETENTION.plusSeconds(1));

        assertThat(taskflow.storedRows()).isEmpty();
    }

    @Test
    void T5_aHeartbeatCountsWhenItIsHeard() {
        flow.createWith(FlowDsl.spec("a").setHeartbeatTimeoutMs(30_000L));
        flow.started("a");
        taskflow.passes(Duration.ofSeconds(29));
        byte[] progress = taskflow.encode(
                taskflow.topics().taskEvents().name(),
                flow.reportOf("a").setProgress(new TaskProgress("alive")).build());
        taskflow.sendRaw(
                taskflow.topics().taskEvents().name(),
                flow.id().getBytes(UTF_8),
                progress,
                new RecordHeaders(),
                TaskFlowDriver.START);

        Seen early = taskflow.passes(Duration.ofSeconds(29));
        Seen due = taskflow.passes(Duration.ofSeconds(2));

        assertNothingSent(early);
        assertThat(due.toldToStop()).containsExactly("a");
    }

    private Seen at(Instant timestamp, FlowCommand.Builder command) {
        String topic = taskflow.topics().flowCommands().name();
        return taskflow.sendRaw(
                topic,
                flow.id().getBytes(UTF_8),
                taskflow.encode(topic, command.build()),
                new RecordHeaders(),
                timestamp);
    }

    /** Every time in every record: its {@code ce_time}, and when it says that it happened. */
    private static List<Instant> times(Seen seen) {
        List<Instant> times = new ArrayList<>();
        seen.records()
                .forEach(each -> times.add(Instant.parse(
                        new String(each.headers().lastHeader("ce_time").value(), UTF_8))));
        seen.events().forEach(each -> times.add(each.getOccurredAt()));
        seen.dispatches().forEach(each -> times.add(each.getDispatchedAt()));
        seen.cancellations().forEach(each -> times.add(each.getRequestedAt()));
        seen.settlements().forEach(each -> times.add(each.getSettledAt()));
        seen.results().forEach(each -> times.add(each.getDecidedAt()));
        return times;
    }

    private static Instant eventTime(ConsumerRecord<Object, Object> received) {
        long readAt = TIMESTAMPS.extract(received, 0);
        return Instant.ofEpochMilli(
                InputTimestamps.eventTime(new Record<>("key", "value", readAt, received.headers())));
    }

    private static ConsumerRecord<Object, Object> stamped(long timestamp) {
        return new ConsumerRecord<>(
                "topic",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                "value",
                new RecordHeaders(),
                Optional.empty());
    }
}
