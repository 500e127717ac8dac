package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.Completion;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEventType;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskEvent;
import dev.taskflow.v1.TaskFailurePolicy;
import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A flow settles exactly once: rule S1. */
class SettlementTest extends RuleTest {

    /** Every way in which a flow comes to its end; each leaves a flow that has just settled, and tells all that was sent. */
    @SuppressWarnings("ImmutableEnumChecker") // its functions have no state
    enum End {
        FINISHED(flow -> flow.create("a", "b").and(flow.started("a")).and(flow.finish())),
        FAILED(flow -> flow.create("a").and(flow.fail("no"))),
        CANCELLED_AT_ONCE(flow -> flow.create("a").and(flow.requestCancel())),
        CANCELLED_BY_THE_LAST_REPORT(flow -> flow.create("a")
                .and(flow.started("a"))
                .and(flow.requestCancel())
                .and(flow.completed("a", TaskOutcome.CANCELLED))),
        ALL_TASKS_SETTLED(flow -> flow.create(create ->
                        create.setCompletion(Completion.WHEN_TASKS_SETTLE).setTasks(FlowDsl.specs("a", "b")))
                .and(flow.succeeded("a"))
                .and(flow.succeeded("b"))),
        FAILED_FAST(flow -> flow.create(create -> create.setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS)
                        .setTasks(FlowDsl.specs("a", "b")))
                .and(flow.failed("a"))),
        MIRRORED(flow -> flow.createMirrored("a").and(flow.succeeded("a")));

        private final Function<FlowDsl, Seen> story;

        End(Function<FlowDsl, Seen> story) {
            this.story = story;
        }
    }

    @ParameterizedTest
    @EnumSource
    void S1_nothingThatComesAfterTheEndSettlesTheFlowAgain(End end) {
        Seen settled = end.story.apply(flow);
        assertThat(settled.settlements()).hasSize(1);
        FlowCommand another = CommandKind.REQUEST_CANCEL.to(flow).build();

        Seen after = flow.finish()
                .and(flow.fail("too late"))
                .and(taskflow.send(another))
                .and(taskflow.send(another))
                .and(flow.cancelTask("a"))
                .and(flow.completed("a", TaskOutcome.CANCELLED))
                .and(flow.succeeded("a"))
                .and(taskflow.passes(Duration.ofMinutes(5)));

        assertThat(after.settlements()).isEmpty();
        assertThat(after.eventTypes()).doesNotContain(FlowEventType.FLOW_SETTLED);
        assertThat(stored().endedAt()).isEqualTo(TaskFlowDriver.START);
    }

    @ParameterizedTest
    @EnumSource
    void S1_bothTopicsTellOfTheEndInTheSameWords(End end) {
        Seen all = end.story.apply(flow);

        List<FlowSettled> inHistory = all.events().stream()
                .flatMap(event -> event.getFlowSettled().stream())
                .toList();
        assertThat(all.settlement().getSettledAt()).isEqualTo(TaskFlowDriver.START);
        assertThat(inHistory).isEqualTo(all.settlements());
    }

    @Test
    void S1_everyInputDeliveredTwiceSettlesOnce() {
        Seen all = twice(flow.createCommand(create -> create.setTasks(FlowDsl.specs("a", "b"))));
        TaskEvent.Builder started = flow.reportOf("a").setStarted(new TaskStarted());
        all = all.and(twice(started.build()));
        all = all.and(twice(CommandKind.REQUEST_CANCEL.to(flow).build()));
        TaskEvent.Builder ended = flow.reportOf("a")
                .setCompleted(TaskCompleted.newBuilder()
                        .setOutcome(TaskOutcome.CANCELLED)
                        .build());

        all = all.and(twice(ended.build()));

        assertThat(all.settlements()).hasSize(1);
        assertThat(all.eventTypes().stream().filter(FlowEventType.FLOW_SETTLED::equals))
                .hasSize(1);
        assertThat(all.events()).extracting(event -> event.getSequence()).doesNotHaveDuplicates();
        assertThat(stored().tasks().cancelled()).isEqualTo(2);
    }

    @Test
    void S1_anEndThatHappensAtTheSameTimeAsAnotherIsOne() {
        flow.create(create ->
                create.setDeadline(TaskFlowDriver.START.plusSeconds(60)).setTasks(FlowDsl.specs("a")));
        flow.started("a");
        flow.requestCancel("enough", 60_000L);

        Seen due = taskflow.passes(Duration.ofMinutes(2));

        assertThat(due.settlement().getSettledAt()).isEqualTo(instant(60));
        assertThat(due.settlement().getCancelReason()).contains("enough");
    }

    private Seen twice(SpecificRecord input) {
        return Stream.of(input, input)
                .map(each ->
                        each instanceof FlowCommand command ? taskflow.send(command) : taskflow.send((TaskEvent) each))
                .reduce(Seen::and)
                .orElseThrow();
    }

    private static Instant instant(int seconds) {
        return TaskFlowDriver.START.plusSeconds(seconds);
    }
}
