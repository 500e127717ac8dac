package dev.taskflow.rules;

import dev.taskflow.v1.NotifyPolicy;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The representative of all worlds between which the rules cannot tell, so that a walk over worlds ends.
 *
 * <ul>
 *   <li>{@code revision} and {@code sequence} become constants: the rules only compare the revision with the one that a
 *       command expects, and inputs are made for the constant. How both grow is checked before a step is normalised.
 *   <li>Times become constants, one for each field: the rules compare a time only with {@code now} (whether the flow's last
 *       change is later), with a timer's due time (whether they are equal) and, for heartbeats, by a distance that the
 *       constants keep. Whether a time is set is kept.
 *   <li>Command ids become their roles (created it, changed it last, ended it, recorded the intent): the rules only ask
 *       whether an id is one of them.
 *   <li>Dispatch ids become the run and the attempt that they are for: the rules only compare them for equality.
 *   <li>Of a task that has ended only how it ended is kept, and that reports on its last attempt are told from others.
 *   <li>Texts and policies that no decision reads (summaries, reasons, steps, state, workers, notify policies, errors)
 *       become constants; so does {@code blocked} of a managed flow's task.
 * </ul>
 */
final class Normalised {
    static final long REVISION = 7;
    static final Instant NOW = Fixtures.T0;
    static final Instant START_AT = NOW.plusMillis(SmallScope.START_TIMEOUT_MS);
    static final Instant RUN_UNTIL = NOW.plusMillis(SmallScope.RUN_TIMEOUT_MS);
    static final Instant SILENT_UNTIL = NOW.plusMillis(SmallScope.HEARTBEAT_TIMEOUT_MS);
    static final Instant RETRY_AT = NOW.plusSeconds(1);
    static final Instant TASK_GRACE_UNTIL = NOW.plusSeconds(20);
    static final Instant FLOW_GRACE_UNTIL = NOW.plusSeconds(30);
    static final Instant WAKE_AT = NOW.plusSeconds(60);
    static final Instant DEADLINE = NOW.plus(Duration.ofHours(1));

    private Normalised() {}

    static World of(World world) {
        SortedMap<String, Task> tasks = new TreeMap<>();
        boolean mirrored = world.flow() != null && world.flow().origin().isMirrored();
        world.tasks().forEach((runId, task) -> tasks.put(runId, of(task, mirrored)));
        return new World(world.flow() == null ? null : of(world.flow()), tasks);
    }

    private static Flow of(Flow flow) {
        Flow.Draft draft = flow.draft();
        draft.revision = REVISION;
        draft.sequence = 100;
        draft.notifyPolicy = NotifyPolicy.DONE_ONLY;
        draft.currentStep = null;
        draft.stateJson = null;
        draft.waiting = new Wait(
                flow.waiting().waitJson() == null ? null : "{}",
                null,
                flow.waiting().isBlock() ? "blocked" : null,
                constant(flow.waiting().wakeAt(), WAKE_AT));
        CancelIntent intent = flow.cancelIntent();
        draft.cancelIntent = intent == null
                ? null
                : new CancelIntent(NOW, "cancelled", intent.commandId() == null ? null : Role.CANCELLED.id());
        draft.graceUntil = flow.tasks().active() == 0 ? null : constant(flow.graceUntil(), FLOW_GRACE_UNTIL);
        draft.updatedAt = NOW;
        draft.startedAt = null;
        draft.endedAt = constant(flow.endedAt(), NOW);
        draft.summary = null;
        draft.error = null;
        draft.lastCommandId = Role.CHANGED_LAST.id();
        draft.endCommandId = flow.endCommandId() == null ? null : Role.ENDED.id();
        draft.upkeep = new Upkeep(of(flow.upkeep().sweep()), null, null, 0); // when it is pruned decides nothing
        return draft.freeze();
    }

    private static @Nullable Sweep of(@Nullable Sweep sweep) {
        if (sweep == null) {
            return null;
        }
        Ending ending = sweep.ending();
        return new Sweep(
                sweep.kind(),
                sweep.afterRunId(),
                "stopped",
                ending == null
                        ? null
                        : new Ending(
                                ending.status(),
                                null,
                                null,
                                ending.waiting().isBlock() ? "blocked" : null,
                                null,
                                null,
                                Role.CHANGED_LAST.id()), // no later command is taken
                NOW);
    }

    private static Task of(Task task, boolean mirrored) {
        Task.Draft draft = task.draft();
        boolean running = task.status() == TaskStatus.RUNNING;
        draft.attempt = task.isActive() ? task.attempt() : 1;
        draft.dispatchId = dispatchId(task.runId(), draft.attempt);
        draft.notifyPolicy = null;
        draft.updatedAt = NOW;
        draft.startedAt = running ? NOW : null;
        draft.endedAt = constant(task.endedAt(), NOW);
        draft.lastEventAt = running ? NOW : null;
        draft.nextAttemptAt = constant(task.nextAttemptAt(), RETRY_AT);
        draft.cancelRequestedAt = running ? constant(task.cancelRequestedAt(), NOW) : null;
        draft.cancelReason = null;
        draft.graceUntil = running ? constant(task.graceUntil(), TASK_GRACE_UNTIL) : null;
        draft.workerId = null;
        draft.progressSummary = null;
        draft.terminalSummary = null;
        draft.error = null;
        draft.blocked = task.blocked() && mirrored;
        draft.output = null;
        draft.outputContentType = null;
        draft.timeouts = of(task.timeouts(), isHeartbeatTimerBehind(task));
        return draft.freeze();
    }

    private static Timeouts of(Timeouts timeouts, boolean heartbeatTimerIsBehind) {
        return Timeouts.of(
                constant(timeouts.startAt(), START_AT),
                constant(timeouts.runAt(), RUN_UNTIL),
                constant(timeouts.heartbeatAt(), heartbeatTimerIsBehind ? SILENT_UNTIL.minusSeconds(1) : SILENT_UNTIL));
    }

    /** Whether a sign of life has come since the timer was set that looks for one. */
    private static boolean isHeartbeatTimerBehind(Task task) {
        Instant heard = task.lastEventAt();
        Instant standsAt = task.timeouts().heartbeatAt();
        return heard != null
                && standsAt != null
                && standsAt.isBefore(heard.plusMillis(SmallScope.HEARTBEAT_TIMEOUT_MS));
    }

    static String dispatchId(String runId, int attempt) {
        return runId + "#" + attempt;
    }

    private static @Nullable Instant constant(@Nullable Instant time, Instant constant) {
        return time == null ? null : constant;
    }

    /**
     * Names the world: two worlds have the same name exactly if they are normalised to the same one. The flow's goal stands
     * for its origin, so flows of different origins need different goals. Cheap, since every step of a walk asks for it.
     */
    static String key(World world) {
        Flow flow = world.flow();
        if (flow == null) {
            return "";
        }
        StringBuilder key = new StringBuilder(64);
        key.append(flow.origin().goal()).append(flow.status());
        flag(key, flow.endedAt() != null);
        flag(key, flow.sealed());
        flag(key, flow.waiting().waitJson() != null);
        flag(key, flow.waiting().isBlock());
        flag(key, flow.waiting().wakeAt() != null);
        flag(key, flow.graceUntil() != null && flow.tasks().active() > 0);
        flag(key, flow.endCommandId() != null);
        CancelIntent intent = flow.cancelIntent();
        key.append(intent == null ? '-' : intent.commandId() == null ? 'd' : 'c');
        key.append(flow.failedRunId() == null ? "-" : flow.failedRunId());
        Sweep sweep = flow.upkeep().sweep();
        if (sweep != null) {
            key.append(sweep.kind()).append(sweep.afterRunId());
            Ending ending = sweep.ending();
            key.append(ending == null ? "" : ending.status());
            flag(key, ending != null && ending.waiting().isBlock());
        }
        for (Task task : world.tasks().values()) {
            key.append('|').append(task.runId()).append(task.status());
            if (task.isActive()) {
                key.append(task.attempt());
                flag(key, task.nextAttemptAt() != null);
                flag(key, task.cancelRequestedAt() != null);
                flag(key, task.graceUntil() != null);
                flag(key, isHeartbeatTimerBehind(task));
            } else {
                flag(key, task.blocked() && flow.origin().isMirrored());
            }
        }
        return key.toString();
    }

    private static void flag(StringBuilder key, boolean set) {
        key.append(set ? '+' : '-');
    }

    /** What a flow remembers of a command. */
    enum Role {
        CREATED("create"),
        CHANGED_LAST("last"),
        ENDED("end"),
        CANCELLED("cancel"),
        /** Nothing: it has never seen it. */
        FRESH("fresh");

        private final String id;

        Role(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }
    }
}
