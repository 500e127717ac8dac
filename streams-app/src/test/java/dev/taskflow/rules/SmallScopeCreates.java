package dev.taskflow.rules;

import dev.taskflow.rules.Normalised.Role;
import dev.taskflow.v1.ClosePolicy;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.SyncMode;
import dev.taskflow.v1.TaskFailurePolicy;

/** {@code CreateFlow} in every combination of policies that matters together, and with every fault. */
final class SmallScopeCreates {
    private final SmallScope scope;

    private SmallScopeCreates(SmallScope scope) {
        this.scope = scope;
    }

    static void addTo(SmallScope scope) {
        SmallScopeCreates creates = new SmallScopeCreates(scope);
        creates.addVariants();
        creates.addOnTakenIds();
        creates.addFaults();
    }

    private void addVariants() {
        create("explicit", Fixtures.managed());
        create("explicit-abandon", Fixtures.managed().setClosePolicy(ClosePolicy.ABANDON_TASKS));
        create("explicit-reject", Fixtures.managed().setClosePolicy(ClosePolicy.REJECT_IF_ACTIVE));
        create("explicit-failfast", Fixtures.managed().setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS));
        create("settling", Fixtures.managed().setCompletion(Completion.WHEN_TASKS_SETTLE));
        create(
                "settling-sealed",
                Fixtures.managed()
                        .setCompletion(Completion.WHEN_TASKS_SETTLE)
                        .setTasks(scope.specs(scope.first(), scope.last())));
        create(
                "settling-failfast",
                Fixtures.managed()
                        .setCompletion(Completion.WHEN_TASKS_SETTLE)
                        .setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS)
                        .setClosePolicy(ClosePolicy.ABANDON_TASKS)
                        .setTasks(scope.specs(scope.first(), scope.last())));
        create(
                "deadline",
                Fixtures.managed()
                        .setInitialStatus(FlowStatus.RUNNING)
                        .setDeadline(Normalised.DEADLINE)
                        .setCancelGraceMs(0L));
        create("mirrored", mirrored());
        create(
                "mirrored-settling",
                mirrored()
                        .setCompletion(Completion.WHEN_TASKS_SETTLE)
                        .setOnTaskFailure(TaskFailurePolicy.CANCEL_SIBLINGS)
                        .setInitialStatus(FlowStatus.RUNNING)
                        .setDeadline(Normalised.DEADLINE));
    }

    private void addFaults() {
        fault("no controller", Fixtures.managed().setControllerId(" "));
        fault("WAITING at first", Fixtures.managed().setInitialStatus(FlowStatus.WAITING));
        fault("UNSPECIFIED at first", Fixtures.managed().setInitialStatus(FlowStatus.UNSPECIFIED));
        fault("mirrored without task", mirrored().setTasks(scope.specs()));
        fault("mirrored with two tasks", mirrored().setTasks(scope.specs(scope.first(), scope.last())));
        fault("a run id twice", Fixtures.managed().setTasks(scope.specs(scope.first(), scope.first())));
        fault("an illegal run id", Fixtures.managed().setTasks(scope.specs("a/b")));
        fault("three tasks where two are the limit", Fixtures.managed().setTasks(scope.specs("x", "y", "z")));
        fault("a negative grace", Fixtures.managed().setCancelGraceMs(-1L));
        scope.add(
                "create expecting a revision",
                Fixtures.command(Role.FRESH.id())
                        .setExpectedRevision(Normalised.REVISION)
                        .setCreateFlow(Fixtures.managed().build()));
    }

    private CreateFlow.Builder mirrored() {
        return CreateFlow.newBuilder()
                .setGoal("mirrored")
                .setSyncMode(SyncMode.TASK_MIRRORED)
                .setTasks(scope.specs(scope.first()));
    }

    private void create(String variant, CreateFlow.Builder create) {
        scope.add(
                "create " + variant,
                Fixtures.command(Role.CREATED.id())
                        .setCreateFlow(create.setGoal(variant).build()));
    }

    private void addOnTakenIds() {
        CreateFlow another = Fixtures.managed().setGoal("explicit").build();
        scope.addForOwnerAndStranger(
                "create another", Role.FRESH, Fixtures.command("").setCreateFlow(another));
        scope.addForOwnerAndStranger(
                "create another", Role.CREATED, Fixtures.command("").setCreateFlow(another));
    }

    private void fault(String name, CreateFlow.Builder create) {
        scope.add("create with " + name, Fixtures.command(Role.FRESH.id()).setCreateFlow(create.build()));
    }
}
