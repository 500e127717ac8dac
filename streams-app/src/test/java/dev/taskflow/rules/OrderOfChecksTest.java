package dev.taskflow.rules;

import static dev.taskflow.rules.Fixtures.command;
import static dev.taskflow.rules.Fixtures.managed;
import static dev.taskflow.rules.Fixtures.spawn;
import static dev.taskflow.rules.Fixtures.task;
import static dev.taskflow.rules.Fixtures.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The order of checks of C4 and C2: each command here fails two checks that are neighbours, and the first one answers. */
class OrderOfChecksTest {
    private static final long STALE = 99;

    private static FlowCommand.Builder finish(String commandId) {
        return command(commandId).setFinish(new Finish(null, null));
    }

    private static FlowCommand.Builder spawning(TaskSpec... specs) {
        return command("spawn").setSpawnTasks(new SpawnTasks(List.of(specs), false));
    }

    private static CreateFlow.Builder mirrored() {
        return CreateFlow.newBuilder()
                .setGoal("a goal")
                .setSyncMode(SyncMode.TASK_MIRRORED)
                .setTasks(tasks("a"));
    }

    private static Story sealed() {
        return Story.of(managed().setCompletion(Completion.WHEN_TASKS_SETTLE).setTasks(tasks("a")));
    }

    private static void assertRejected(Reply reply, RejectionCode code) {
        assertThat(reply).asInstanceOf(type(Reply.Rejected.class)).returns(code, Reply.Rejected::code);
    }

    @Nested
    class C4_everyCommand {
        @Test
        void sizesComeBeforeTheShape() {
            assertRejected(Story.of(managed()).send(finish(" "), 1_000_000), RejectionCode.TOO_LARGE);
        }

        @Test
        void theShapeComesBeforeExistence() {
            assertRejected(new Story(Fixtures.SETTINGS).send(finish(" ")), RejectionCode.INVALID);
        }

        @Test
        void theOwnerComesBeforeManaged() {
            assertRejected(Story.of(mirrored()).send(finish("f").setOwnerKey("stranger")), RejectionCode.NOT_FOUND);
        }

        @Test
        void managedComesBeforeReplay() {
            assertRejected(Story.of(mirrored()).send(finish("create")), RejectionCode.NOT_MANAGED);
        }

        @Test
        void replayComesBeforeTerminal() {
            Story story = Story.of(managed());
            story.send(finish("f"));

            assertThat(story.send(finish("f").setExpectedRevision(STALE))).isInstanceOf(Reply.Replayed.class);
        }

        @Test
        void terminalComesBeforeTheIntent() {
            assertRejected(Story.of(managed()).cancel().send(finish("f")), RejectionCode.TERMINAL);
        }

        @Test
        void theIntentComesBeforeTheRevision() {
            Story cancelling =
                    Story.of(managed().setTasks(tasks("a"))).started("a").cancel();

            assertRejected(cancelling.send(finish("f").setExpectedRevision(STALE)), RejectionCode.CANCEL_REQUESTED);
        }

        @Test
        void theRevisionComesBeforeActiveTasks() {
            Story busy = Story.of(
                    managed().setClosePolicy(ClosePolicy.REJECT_IF_ACTIVE).setTasks(tasks("a")));

            assertRejected(busy.send(finish("f").setExpectedRevision(STALE)), RejectionCode.REVISION_CONFLICT);
            assertRejected(busy.send(finish("f")), RejectionCode.ACTIVE_TASKS);
        }
    }

    @Nested
    class C2_spawnTasks {
        @Test
        void managedComesBeforeReplay() {
            Reply reply = Story.of(mirrored()).send(command("s").setSpawnTasks(spawn("a")));

            assertRejected(reply, RejectionCode.NOT_MANAGED);
        }

        @Test
        void replayComesBeforeTheIntent() {
            Story cancelled = Story.of(managed().setTasks(tasks("a"))).cancel();

            assertThat(cancelled.send(command("s").setSpawnTasks(spawn("a")))).isInstanceOf(Reply.Replayed.class);
        }

        @Test
        void theIntentComesBeforeTerminal() {
            Story cancelled = Story.of(managed()).cancel();

            assertThat(cancelled.flow().isTerminal()).isTrue();
            assertRejected(cancelled.send(spawning(task("a").build())), RejectionCode.CANCEL_REQUESTED);
        }

        @Test
        void terminalComesBeforeTheRevision() {
            Story ended = Story.of(managed());
            ended.send(finish("f"));

            assertRejected(ended.send(spawning(task("a").build()).setExpectedRevision(STALE)), RejectionCode.TERMINAL);
        }

        @Test
        void terminalComesBeforeSealed() {
            Story ended = sealed();
            ended.send(finish("f"));

            assertRejected(ended.send(spawning(task("b").build())), RejectionCode.TERMINAL);
        }

        @Test
        void theRevisionComesBeforeSealed() {
            assertRejected(
                    sealed().send(spawning(task("b").build()).setExpectedRevision(STALE)),
                    RejectionCode.REVISION_CONFLICT);
        }

        @Test
        void sealedComesBeforeValidity() {
            TaskSpec invalid = task("b").setRetry(Fixtures.retry(0)).build();

            assertRejected(sealed().send(spawning(invalid)), RejectionCode.LIMIT_EXCEEDED);
        }

        @Test
        void validityComesBeforeTheRuntime() {
            TaskSpec invalid =
                    task("b").setRuntime("nowhere").setRetry(Fixtures.retry(0)).build();

            assertRejected(Story.of(managed()).send(spawning(invalid)), RejectionCode.INVALID);
        }

        @Test
        void theRuntimeComesBeforeTheLimits() {
            TaskSpec[] many = IntStream.rangeClosed(0, Limits.DEFAULT.tasksPerCommand())
                    .mapToObj(i -> task("run-" + i).setRuntime("nowhere").build())
                    .toArray(TaskSpec[]::new);

            assertRejected(Story.of(managed()).send(spawning(many)), RejectionCode.UNKNOWN_RUNTIME);
        }
    }

    @Test
    void C5_aCancelNeverFailsOnARevision() {
        Story story = Story.of(managed().setTasks(tasks("a", "b"))).started("a").started("b");

        Reply cancelTask =
                story.send(command("t").setCancelTask(new CancelTask("a", null)).setExpectedRevision(STALE));
        Reply cancel = story.send(
                command("c").setRequestCancel(new RequestCancel(null, null)).setExpectedRevision(STALE));

        assertThat(List.of(cancelTask, cancel)).allMatch(Reply.Accepted.class::isInstance);
    }

    @Test
    void C6_aConflictNamesTheCurrentRevision() {
        Reply reply = Story.of(managed()).send(finish("f").setExpectedRevision(STALE));

        assertRejected(reply, RejectionCode.REVISION_CONFLICT);
        assertThat(reply.flow()).isNotNull().returns(1L, Flow::revision);
        assertThat(((Reply.Rejected) reply).message()).contains("revision 1").contains("expects 99");
    }
}
