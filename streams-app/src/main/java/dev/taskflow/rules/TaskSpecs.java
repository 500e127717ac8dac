package dev.taskflow.rules;

import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.RetryPolicy;
import dev.taskflow.v1.TaskSpec;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the task specs of a command, and makes tasks of them. */
final class TaskSpecs {
    private final Settings settings;
    private final DispatchIds dispatchIds;

    TaskSpecs(Settings settings, DispatchIds dispatchIds) {
        this.settings = settings;
        this.dispatchIds = dispatchIds;
    }

    static List<String> runIds(List<TaskSpec> specs) {
        return specs.stream().map(TaskSpec::getRunId).toList();
    }

    /** Says what is invalid about the specs, each by itself and together, or null if nothing is. */
    static @Nullable Refusal invalid(Collection<TaskSpec> specs) {
        for (TaskSpec spec : specs) {
            String fault = fault(spec);
            if (fault != null) {
                return Refusal.invalid(fault);
            }
        }
        return namedTwice(specs);
    }

    /** Says which runId is named twice, or null if none is. */
    static @Nullable Refusal namedTwice(Collection<TaskSpec> specs) {
        Set<String> seen = new HashSet<>();
        for (TaskSpec spec : specs) {
            if (!seen.add(spec.getRunId())) {
                return Refusal.invalid("runId %s is named twice in one command: give every task a runId of its own."
                        .formatted(Quote.of(spec.getRunId())));
            }
        }
        return null;
    }

    private static @Nullable String fault(TaskSpec spec) {
        if (!Ids.isLegal(spec.getRunId())) {
            return "A task's runId must be %s, but one is %s.".formatted(Ids.ALLOWED, Quote.of(spec.getRunId()));
        }
        if (spec.getRuntime().isBlank()) {
            return "Task %s names no runtime: say which worker pool is to run it.".formatted(spec.getRunId());
        }
        String badTime =
                Durations.fault("startTimeoutMs", spec.getStartTimeoutMs().orElse(null), 1);
        badTime = badTime != null
                ? badTime
                : Durations.fault("runTimeoutMs", spec.getRunTimeoutMs().orElse(null), 1);
        badTime = badTime != null
                ? badTime
                : Durations.fault(
                        "heartbeatTimeoutMs", spec.getHeartbeatTimeoutMs().orElse(null), 1);
        if (badTime == null) {
            badTime = spec.getRetry().map(TaskSpecs::fault).orElse(null);
        }
        return badTime == null ? null : "Task %s: %s".formatted(spec.getRunId(), badTime);
    }

    private static @Nullable String fault(RetryPolicy retry) {
        if (retry.getMaxAttempts() < 1) {
            return String.format(
                    Locale.ROOT,
                    "retry.maxAttempts must be at least 1 (the first attempt counts), but is %d.",
                    retry.getMaxAttempts());
        }
        if (!(retry.getMultiplier() >= 1) || Double.isInfinite(retry.getMultiplier())) {
            return "retry.multiplier must be a number of at least 1, but is %s.".formatted(retry.getMultiplier());
        }
        String badTime = Durations.fault("retry.initialBackoffMs", retry.getInitialBackoffMs(), 0);
        return badTime != null ? badTime : Durations.fault("retry.maxBackoffMs", retry.getMaxBackoffMs(), 0);
    }

    /** Says which runtime does not exist, or null if all do. */
    @Nullable
    Refusal unknownRuntime(Collection<TaskSpec> specs) {
        for (TaskSpec spec : specs) {
            if (!settings.runtimes().contains(spec.getRuntime())) {
                return new Refusal(
                        RejectionCode.UNKNOWN_RUNTIME,
                        "Task %s asks for runtime %s, which is not configured: use one of %s, or have the operator add it to 'runtimes'."
                                .formatted(
                                        spec.getRunId(),
                                        Quote.of(spec.getRuntime()),
                                        settings.runtimes().stream().sorted().toList()));
            }
        }
        return null;
    }

    /** Says which limit is passed by so many new tasks, or null if none is. */
    @Nullable
    Refusal beyondLimits(int newTasks, int activeTasks) {
        int perCommand = settings.limits().tasksPerCommand();
        if (newTasks > perCommand) {
            return Refusal.limitExceeded(String.format(
                    Locale.ROOT,
                    "The command has %,d new tasks, the limit is %,d: spawn them in several commands.",
                    newTasks,
                    perCommand));
        }
        int most = settings.limits().activeTasks();
        if (activeTasks + newTasks > most) {
            return Refusal.limitExceeded(String.format(
                    Locale.ROOT,
                    "The flow has %,d active tasks, %,d more would pass the limit of %,d: spawn them when some have ended.",
                    activeTasks,
                    newTasks,
                    most));
        }
        return null;
    }

    /** Says that a task exists, of which the first attempt is dispatched right now. */
    Event.TaskSpawned spawned(TaskSpec spec) {
        return new Event.TaskSpawned(spec, dispatchIds.next());
    }
}
