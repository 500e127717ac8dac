package dev.taskflow.rules;

import dev.taskflow.rules.Normalised.Role;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Every kind of input there is for one flow with a few tasks, made for normalised worlds: right and wrong revisions, remembered
 * and fresh command ids, current, coming, old and forged dispatch ids, timers that are due and timers that are stale.
 */
final class SmallScope {
    static final Settings SETTINGS =
            new Settings(new Limits(2_000, 8_000, 2, 100), Fixtures.GRACE, Set.of(Fixtures.RUNTIME));

    /** As {@link #SETTINGS}, but a walk over the children pauses after each of them (K10). */
    static final Settings ONE_CHILD_A_STEP =
            new Settings(SETTINGS.limits(), SETTINGS.cancelGrace(), SETTINGS.runtimes(), SETTINGS.retention(), 1, 0);

    static final long START_TIMEOUT_MS = 10_000;
    static final long RUN_TIMEOUT_MS = 300_000;
    static final long HEARTBEAT_TIMEOUT_MS = 40_000;

    private final List<Input> inputs = new ArrayList<>();
    private final List<String> runIds;

    private SmallScope(List<String> runIds) {
        this.runIds = runIds;
    }

    /** All inputs for a flow with tasks of these run ids. The first one may be retried once, and has every time-out. */
    static List<Input> inputs(String... runIds) {
        SmallScope scope = new SmallScope(List.of(runIds));
        SmallScopeCreates.addTo(scope);
        SmallScopeCommands.addTo(scope);
        SmallScopeReports.addTo(scope);
        return List.copyOf(scope.inputs);
    }

    List<String> runIds() {
        return runIds;
    }

    String first() {
        return runIds.get(0);
    }

    String last() {
        return runIds.get(runIds.size() - 1);
    }

    TaskSpec spec(String runId) {
        TaskSpec.Builder spec = Fixtures.task(runId);
        if (runId.equals(first())) {
            spec.setRetry(Fixtures.retry(2))
                    .setStartTimeoutMs(START_TIMEOUT_MS)
                    .setHeartbeatTimeoutMs(HEARTBEAT_TIMEOUT_MS);
        }
        return spec.setRunTimeoutMs(RUN_TIMEOUT_MS).build();
    }

    List<TaskSpec> specs(String... named) {
        return List.of(named).stream().map(this::spec).toList();
    }

    void add(Input input) {
        inputs.add(input);
    }

    void add(String name, FlowCommand.Builder command) {
        add(new Input.Command(name, command.build(), 500, Normalised.NOW.plusMillis(1)));
    }

    /** A command with an id of the given role, and the same one once more as a stranger's. */
    void addForOwnerAndStranger(String name, Role role, FlowCommand.Builder command) {
        FlowCommand.Builder own = FlowCommand.newBuilder(command).setCommandId(role.id());
        add(name + (role == Role.FRESH ? "" : " as " + role), own);
        add(
                name + " of a stranger" + (role == Role.FRESH ? "" : " as " + role),
                FlowCommand.newBuilder(own).setOwnerKey("stranger"));
    }

    void addAt(String name, FlowCommand.Builder command, Instant at) {
        add(new Input.Command(name, command.build(), 500, at));
    }
}
