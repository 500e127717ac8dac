package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.rules.DispatchIds;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskProgress;
import dev.taskflow.v1.TaskStarted;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may say what: rules A1 and A2. */
class AccessTest extends RuleTest {

    @ParameterizedTest
    @EnumSource
    void A1_aBlankOwnerIsInvalid(CommandKind kind) {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen blank = flow.send(kind.to(flow.as(" \t")));

        CommandResult answer = blank.rejection(RejectionCode.INVALID);
        assertThat(answer.getMessage().orElseThrow()).contains("ownerKey is blank", "name who the flow belongs to");
        assertThat(answer.getRevision()).as("nothing of the flow is shown").isEmpty();
        assertThat(answer.getStatus()).isEmpty();
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CREATE_FLOW")
    void A1_aForeignOwnerGetsTheAnswerThatIsGivenForNoFlowAtAll(CommandKind kind) {
        flow.create("a");
        flow.started("a");
        FlowDsl missing = taskflow.flow("flow-2").as("mallory");
        CommandResult ofNone =
                missing.send(kind.to(missing).setCommandId("command-x")).rejection(RejectionCode.NOT_FOUND);
        Map<String, String> before = taskflow.storedRows();

        Seen foreign = flow.send(kind.to(flow.as("mallory")).setCommandId("command-x"));

        CommandResult expected = CommandResult.newBuilder(ofNone)
                .setFlowId(flow.id())
                .setMessage(ofNone.getMessage().orElseThrow().replace("flow-2", flow.id()))
                .build();
        assertThat(foreign.rejection(RejectionCode.NOT_FOUND)).isEqualTo(expected);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acm", "acme2", "ACME", " acme", "acme "})
    void A1_anOwnerIsOnlyItself(String other) {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen similar = flow.as(other).requestCancel();

        assertThat(similar.rejection(RejectionCode.NOT_FOUND).getRevision()).isEmpty();
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void A1_aForeignOwnersMalformedCommandShowsNothingOfTheFlow() {
        flow.create("a");

        Seen malformed = flow.as("mallory").cancelTask("no/such/id");

        CommandResult answer = malformed.rejection(RejectionCode.INVALID);
        assertThat(answer.getRevision()).isEmpty();
        assertThat(answer.getStatus()).isEmpty();
        assertThat(answer.getTasks()).isEmpty();
    }

    @Test
    void A1_aTakenIdIsTakenWhoeverOwnsIt() {
        FlowCommand create = flow.createCommand(changes -> changes);
        taskflow.send(create);
        Map<String, String> before = taskflow.storedRows();

        Seen foreign = taskflow.send(
                FlowCommand.newBuilder(create).setOwnerKey("mallory").build());

        CommandResult answer = foreign.rejection(RejectionCode.FLOW_ID_TAKEN);
        assertThat(answer.getMessage().orElseThrow()).contains("choose another one");
        assertThat(answer.getRevision()).as("nothing of the flow is shown").isEmpty();
        assertThat(answer.getStatus()).isEmpty();
        assertThat(answer.getTasks()).isEmpty();
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void A1_itsOwnerIsShownTheFlowThatHasTheId() {
        flow.create("a");

        Seen again = flow.create("b");

        assertSent(again, "answer REJECTED FLOW_ID_TAKEN r1 QUEUED");
        assertThat(taskflow.storedTasks(flow.id())).hasSize(1);
    }

    @Test
    void A1_anOwnerKeyWithControlCharactersIsInvalid() {
        Seen create = flow.as("acme\0flow").create("a");

        assertThat(create.rejection(RejectionCode.INVALID).getMessage().orElseThrow())
                .contains("control characters");
        assertThat(taskflow.storedRows()).isEmpty();
    }

    @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
    enum Report {
        STARTED(report -> report.setStarted(new TaskStarted())),
        PROGRESS(report -> report.setProgress(new TaskProgress("half"))),
        SUCCEEDED(report -> report.setCompleted(completed(TaskOutcome.SUCCEEDED))),
        FAILED(report -> report.setCompleted(completed(TaskOutcome.FAILED))),
        TIMED_OUT(report -> report.setCompleted(completed(TaskOutcome.TIMED_OUT))),
        CANCELLED(report -> report.setCompleted(completed(TaskOutcome.CANCELLED)));

        private final UnaryOperator<TaskEvent.Builder> payload;

        Report(UnaryOperator<TaskEvent.Builder> payload) {
            this.payload = payload;
        }

        private static TaskCompleted completed(TaskOutcome outcome) {
            return TaskCompleted.newBuilder().setOutcome(outcome).build();
        }

        TaskEvent.Builder on(TaskEvent.Builder report) {
            return payload.apply(report);
        }
    }

    @ParameterizedTest
    @EnumSource
    void A2_aForgedReportChangesNothingAndIsCounted(Report kind) {
        flow.create("a");
        flow.started("a");
        Map<String, String> before = taskflow.storedRows();

        Seen forged = flow.report(kind.on(flow.reportOf("a").setDispatchId("dispatch-forged")));

        assertNothingSent(forged);
        assertThat(taskflow.storedRows()).isEqualTo(before);
        assertThat(taskflow.counted("ignored-wrong-dispatch")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void A2_aReportOfAnEarlierAttemptChangesNothingAndIsCounted(Report kind) {
        createWithRetry("a");
        TaskDispatch first = taskflow.lastDispatch(flow.id(), "a");
        flow.failed("a");
        taskflow.passes(Duration.ofSeconds(2));
        assertThat(taskflow.lastDispatch(flow.id(), "a").getAttempt()).isEqualTo(2);
        Map<String, String> before = taskflow.storedRows();

        Seen stale = flow.report(kind.on(flow.reportOf(first)));

        assertNothingSent(stale);
        assertThat(taskflow.storedRows()).isEqualTo(before);
        assertThat(taskflow.counted("ignored-old-attempt")).isEqualTo(1);
    }

    @Test
    void A2_theFailedAttemptCountsNoMoreWhileTheNextOneWaits() {
        createWithRetry("a");
        flow.failed("a");
        Map<String, String> before = taskflow.storedRows();

        Seen late = flow.succeeded("a");

        assertNothingSent(late);
        assertThat(taskflow.storedRows()).isEqualTo(before);
        assertThat(taskflow.counted("ignored-old-attempt")).isEqualTo(1);
    }

    @Test
    void A2_theRightDispatchIdWithAnotherAttemptChangesNothing() {
        flow.create("a");
        Map<String, String> before = taskflow.storedRows();

        Seen wrong = flow.report(Report.SUCCEEDED.on(flow.reportOf("a").setAttempt(2)));

        assertNothingSent(wrong);
        assertThat(taskflow.storedRows()).isEqualTo(before);
    }

    @Test
    void A2_aDispatchIdCountsForItsOwnTaskAlone() {
        flow.create("a", "b");
        String ofB = taskflow.lastDispatch(flow.id(), "b").getDispatchId();

        Seen crossed = flow.report(Report.SUCCEEDED.on(flow.reportOf("a").setDispatchId(ofB)));

        assertNothingSent(crossed);
        assertThat(stored("a").status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(stored("b").status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void A2_theDispatchCarriesTheIdThatCounts() {
        flow.create("a");
        TaskDispatch dispatch = taskflow.lastDispatch(flow.id(), "a");

        Seen report = flow.report(Report.SUCCEEDED.on(flow.reportOf(dispatch)));

        assertSent(report, "3 r1 TASK_STATUS_CHANGED a#1 SUCCEEDED");
    }

    @Test
    void A2_dispatchIdsCannotBeGuessed() {
        DispatchIds ids = new RandomDispatchIds();

        List<String> drawn = Stream.generate(ids::next).limit(1_000).toList();

        assertThat(drawn).doesNotHaveDuplicates().allMatch(id -> id.length() == 22, "128 bits");
        assertThat(new RandomDispatchIds().next()).isNotIn(drawn);
    }

    private void createWithRetry(String runId) {
        flow.create(create -> create.setTasks(List.of(FlowDsl.spec(runId)
                .setRetry(new RetryPolicy(3, 1_000L, 2.0, 10_000L))
                .build())));
    }
}
