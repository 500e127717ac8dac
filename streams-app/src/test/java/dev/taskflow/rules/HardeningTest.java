package dev.taskflow.rules;

import static dev.taskflow.rules.Fixtures.FLOW;
import static dev.taskflow.rules.Fixtures.command;
import static dev.taskflow.rules.Fixtures.managed;
import static dev.taskflow.rules.Fixtures.task;
import static dev.taskflow.rules.Fixtures.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What hostile or unlucky clients and clocks may not achieve. */
class HardeningTest {
    private static final Instant LONG_AGO = Fixtures.T0.plusSeconds(1);

    private static TaskSpec timed() {
        return task("a")
                .setRetry(Fixtures.retry(2))
                .setStartTimeoutMs(60_000L)
                .setRunTimeoutMs(60_000L)
                .setHeartbeatTimeoutMs(60_000L)
                .build();
    }

    private static Story retrying() {
        Story story = Story.of(managed().setTasks(List.of(timed())));
        story.report(Fixtures.completed(story.on("a"), TaskOutcome.FAILED));
        return story;
    }

    @Test
    void S3_theDeadlineOfAPrunedNamesakeCancelsNothing() {
        Story story = Story.of(managed());

        Decision decision = story.fire(new Timer(LONG_AGO, Timer.Kind.DEADLINE, FLOW, null, 0));

        assertThat(decision).isEqualTo(new Decision.Ignored(Decision.Reason.MOVED_ON));
    }

    @Test
    void S3_theStartTimeoutOfAPrunedNamesakeTimesNothingOut() {
        Story story = Story.of(managed().setTasks(List.of(timed())));

        Decision decision = story.fire(new Timer(LONG_AGO, Timer.Kind.START_TIMEOUT, FLOW, "a", 1));

        assertThat(decision).isEqualTo(new Decision.Ignored(Decision.Reason.MOVED_ON));
    }

    @Test
    void S3_theRunTimeoutOfAPrunedNamesakeTimesNothingOut() {
        Story story = Story.of(managed().setTasks(List.of(timed()))).started("a");

        Decision decision = story.fire(new Timer(LONG_AGO, Timer.Kind.RUN_TIMEOUT, FLOW, "a", 1));

        assertThat(decision).isEqualTo(new Decision.Ignored(Decision.Reason.MOVED_ON));
    }

    @Test
    void S3_theRetryOfAPrunedNamesakeDispatchesNothing() {
        Story story = retrying();

        Decision decision = story.fire(new Timer(Fixtures.T0.plusMillis(1), Timer.Kind.RETRY, FLOW, "a", 1));

        assertThat(decision).isEqualTo(new Decision.Ignored(Decision.Reason.MOVED_ON));
    }

    @Test
    void K7_repeatedCancelsOfAnEndedFlowDoNotPutOffItsGrace() {
        Story story = Story.of(managed().setTasks(tasks("a"))).started("a");
        story.send(command("finish").setFinish(new Finish(null, null)));
        Timer grace = story.timers().get(story.timers().size() - 1);

        story.after(Duration.ofSeconds(20));
        story.send(command("late").setRequestCancel(new RequestCancel(null, null)));
        story.fire(grace);

        assertThat(story.task("a").status()).isEqualTo(TaskStatus.LOST);
    }

    @Test
    void C4_aCommandIdThatIsUsedTwiceStopsNobodyInSilence() {
        Story story = Story.of(managed().setTasks(tasks("a", "b"))).started("a").started("b");
        story.send(command("both").setCancelTask(new CancelTask("a", null)));

        Decision decision = story.take(new Input.Command(
                "b", command("both").setCancelTask(new CancelTask("b", null)).build(), 500, story.now()));

        boolean recorded = story.task("b").cancelRequestedAt() != null;
        assertThat(decision)
                .asInstanceOf(type(Decision.Decided.class))
                .matches(decided -> recorded || decided.events().isEmpty(), "stops what it records, and nothing else");
    }

    @Test
    void C10_aCommandWhoseOutputsAreTooLargeIsRefusedInWords() {
        Flow flow = Story.of(managed()).flow();
        FlowCommand own = command("c").setFinish(new Finish(null, null)).build();
        FlowCommand foreign =
                FlowCommand.newBuilder(own).setOwnerKey("stranger").build();
        Rules rules = new Rules(Fixtures.SETTINGS, () -> "dispatch");

        assertThat(rules.tooLarge(own, flow, "Send less."))
                .isEqualTo(Decision.Decided.answer(
                        flow, new Reply.Rejected(RejectionCode.TOO_LARGE, "Send less.", flow, List.of())));
        assertThat(rules.tooLarge(foreign, flow, "Send less."))
                .as("A1")
                .isEqualTo(Decision.Decided.answer(
                        flow, new Reply.Rejected(RejectionCode.TOO_LARGE, "Send less.", null, List.of())));
    }

    @Test
    void C10_theWordsOfARefusalDoNotDependOnTheMachinesLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            Story story = Story.of(managed());

            Reply reply = story.send(command("c").setExpectedRevision(12L).setFinish(new Finish(null, null)));

            assertThat(reply).isInstanceOfSatisfying(Reply.Rejected.class, rejected -> assertThat(rejected.message())
                    .contains("revision 1,", "expects 12:"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void A2_theComingAttemptIsNotReportedBeforeItIsDispatched() {
        Story story = retrying();

        Decision decision = story.report(Fixtures.completed(story.on("a"), TaskOutcome.SUCCEEDED));

        assertThat(decision).isInstanceOf(Decision.Ignored.class);
    }

    @Test
    void T4_aReportDuringTheBackoffIsOfAnOldAttempt() {
        Story story = Story.of(managed().setTasks(List.of(timed())));
        TaskEvent.Builder first = story.on("a");
        story.report(Fixtures.completed(story.on("a"), TaskOutcome.FAILED));

        assertThat(story.report(Fixtures.progress(first))).isEqualTo(new Decision.Ignored(Decision.Reason.OLD_ATTEMPT));
    }

    @Test
    void K8_theWorkerThatStartsACancelledTaskIsToldWhy() {
        Story story = Story.of(managed().setTasks(tasks("a")));
        story.send(command("c").setRequestCancel(new RequestCancel("enough", null)));

        Decision decision = story.report(Fixtures.started(story.on("a")));

        assertThat(decision).asInstanceOf(type(Decision.Decided.class)).satisfies(decided -> assertThat(
                        decided.events())
                .extracting(Recorded::event)
                .containsExactly(new Event.WorkerToldToStop("a", "enough")));
    }
}
