package dev.taskflow.rules;

import dev.taskflow.rules.Normalised.Role;
import dev.taskflow.v1.CancelTask;
import dev.taskflow.v1.Fail;
import dev.taskflow.v1.Finish;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.Resume;
import dev.taskflow.v1.SetNotifyPolicy;
import dev.taskflow.v1.SetWaiting;
import dev.taskflow.v1.SpawnTasks;
import java.util.List;

/** Every command but {@code CreateFlow}: as it should be, stale, foreign, redelivered and malformed. */
final class SmallScopeCommands {
    private final SmallScope scope;

    private SmallScopeCommands(SmallScope scope) {
        this.scope = scope;
    }

    static void addTo(SmallScope scope) {
        SmallScopeCommands commands = new SmallScopeCommands(scope);
        commands.addSpawns();
        commands.addAdvances();
        commands.addCancels();
        commands.addNotifyPolicies();
        commands.addMisshapen();
    }

    private void addSpawns() {
        for (String runId : scope.runIds()) {
            withRevisions("spawn " + runId, Role.FRESH, spawn(false, runId));
        }
        String first = scope.first();
        String last = scope.last();
        scope.add("spawn %s and %s".formatted(first, last), spawn(false, first, last));
        scope.add("spawn %s twice".formatted(last), spawn(false, last, last));
        scope.add("spawn %s and seal".formatted(last), spawn(true, last));
        scope.add(
                "spawn %s and seal, redelivered".formatted(last),
                spawn(true, last).setCommandId(Role.CHANGED_LAST.id()));
        withRevisions("seal", Role.FRESH, spawn(true));
        scope.add("spawn nothing", spawn(false));
        scope.add("spawn a/b", spawn(false, "a/b"));
        scope.add("spawn %s and three more".formatted(first), spawn(false, first, "x", "y", "z"));
        SpawnTasks elsewhere = SpawnTasks.newBuilder()
                .setTasks(List.of(
                        scope.spec(first),
                        Fixtures.task(last).setRuntime("nowhere").build()))
                .build();
        scope.add("spawn %s, and %s for an unknown runtime".formatted(first, last), fresh().setSpawnTasks(elsewhere));
    }

    private FlowCommand.Builder spawn(boolean seal, String... runIds) {
        return fresh().setSpawnTasks(SpawnTasks.newBuilder()
                .setTasks(scope.specs(runIds))
                .setSeal(seal)
                .build());
    }

    private void addAdvances() {
        FlowCommand.Builder wait =
                fresh().setSetWaiting(SetWaiting.newBuilder().setWaitJson("{}").build());
        withRevisions("wait", Role.FRESH, wait);
        withRevisions("wait", Role.CHANGED_LAST, wait);
        scope.add(
                "wait until",
                fresh().setSetWaiting(SetWaiting.newBuilder()
                        .setWakeAt(Normalised.WAKE_AT)
                        .build()));
        scope.add(
                "block until",
                fresh().setSetWaiting(SetWaiting.newBuilder()
                        .setBlockedSummary("somebody has to decide")
                        .setBlockedTaskId(" ")
                        .setWakeAt(Normalised.WAKE_AT)
                        .build()));
        FlowCommand.Builder resume = fresh().setResume(Resume.newBuilder().build());
        withRevisions("resume", Role.FRESH, resume);
        scope.add("resume", FlowCommand.newBuilder(resume).setCommandId(Role.CHANGED_LAST.id()));
        scope.add("resume to QUEUED", fresh().setResume(new Resume(FlowStatus.QUEUED, "step", "{}")));
        scope.add("resume to UNSPECIFIED", fresh().setResume(new Resume(FlowStatus.UNSPECIFIED, null, null)));
        FlowCommand.Builder finish = fresh().setFinish(new Finish(null, "done"));
        FlowCommand.Builder fail = fresh().setFail(new Fail("out of luck", null, null, "stuck"));
        for (Role role : new Role[] {Role.FRESH, Role.ENDED}) {
            withRevisions("finish", role, finish);
            withRevisions("fail", role, fail);
        }
        scope.addAt("finish, late", finish, Normalised.NOW.minusSeconds(5));
    }

    private void addCancels() {
        for (Role role : new Role[] {Role.FRESH, Role.CANCELLED, Role.ENDED, Role.CHANGED_LAST}) {
            withRevisions("cancel", role, fresh().setRequestCancel(new RequestCancel("enough", null)));
        }
        scope.add("cancel at once", fresh().setRequestCancel(new RequestCancel(null, 0L)));
        scope.add("cancel within minus one", fresh().setRequestCancel(new RequestCancel(null, -1L)));
        scope.addAt(
                "cancel, late",
                fresh().setRequestCancel(new RequestCancel(null, null)),
                Normalised.NOW.minusSeconds(5));
        for (String runId : scope.runIds()) {
            for (Role role : new Role[] {Role.FRESH, Role.CHANGED_LAST}) {
                withRevisions("cancel " + runId, role, fresh().setCancelTask(new CancelTask(runId, "enough")));
            }
        }
        scope.add("cancel an unknown task", fresh().setCancelTask(new CancelTask("unknown", null)));
        scope.add("cancel a/b", fresh().setCancelTask(new CancelTask("a/b", null)));
    }

    private void addNotifyPolicies() {
        FlowCommand.Builder ofFlow = fresh().setSetNotifyPolicy(new SetNotifyPolicy(NotifyPolicy.SILENT, null));
        withRevisions("notify", Role.FRESH, ofFlow);
        scope.add("notify, redelivered", FlowCommand.newBuilder(ofFlow).setCommandId(Role.CHANGED_LAST.id()));
        scope.add(
                "notify about the first task",
                fresh().setSetNotifyPolicy(new SetNotifyPolicy(NotifyPolicy.STATE_CHANGES, scope.first())));
        scope.add(
                "notify about an unknown task",
                fresh().setSetNotifyPolicy(new SetNotifyPolicy(NotifyPolicy.STATE_CHANGES, "unknown")));
    }

    private void addMisshapen() {
        scope.add("no payload", fresh());
        scope.add(
                "two payloads",
                fresh().setFinish(new Finish(null, null)).setResume(new Resume(FlowStatus.RUNNING, null, null)));
        FlowCommand.Builder finish = fresh().setFinish(new Finish(null, null));
        scope.add("blank owner", FlowCommand.newBuilder(finish).setOwnerKey(" "));
        scope.add("owner with a line feed", FlowCommand.newBuilder(finish).setOwnerKey("owner-1\n"));
        scope.add("blank command id", FlowCommand.newBuilder(finish).setCommandId(""));
        scope.add("illegal flow id", FlowCommand.newBuilder(finish).setFlowId("flow-1/a"));
        scope.add("another flow", FlowCommand.newBuilder(finish).setFlowId("flow-2"));
        scope.add(new Input.Command("too large a record", finish.build(), 8_001, Normalised.NOW));
        FlowCommand wide =
                fresh().setFinish(new Finish("x".repeat(2_001), null)).build();
        scope.add(new Input.Command("too large a field", wide, 2_100, Normalised.NOW));
    }

    /** The command on the flow's own revision, on a stale one, and of a stranger. */
    private void withRevisions(String name, Role role, FlowCommand.Builder command) {
        scope.addForOwnerAndStranger(name, role, command);
        String suffix = role == Role.FRESH ? "" : " as " + role;
        scope.add(
                "%s on this revision%s".formatted(name, suffix),
                FlowCommand.newBuilder(command).setCommandId(role.id()).setExpectedRevision(Normalised.REVISION));
        scope.add(
                "%s on an old revision%s".formatted(name, suffix),
                FlowCommand.newBuilder(command).setCommandId(role.id()).setExpectedRevision(Normalised.REVISION - 1));
    }

    private static FlowCommand.Builder fresh() {
        return Fixtures.command(Role.FRESH.id());
    }
}
