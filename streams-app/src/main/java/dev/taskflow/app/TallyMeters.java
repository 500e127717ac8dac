package dev.taskflow.app;

import dev.taskflow.rules.CommandType;
import dev.taskflow.rules.Decision;
import dev.taskflow.status.Statuses;
import dev.taskflow.topology.Tally;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A {@link Tally} as meters {@code taskflow.*}. Each constant that the contract names has its series from the start, so that the first
 * rejection or dead letter is an increase and raises an alert.
 */
final class TallyMeters implements MeterBinder {
    /** Where a cancel's time to settle is told apart: no child, a worker that listens, one that does not, the grace. */
    private static final Duration[] CANCEL_BUCKETS = Stream.of(
                    "PT0.01S", "PT0.05S", "PT0.1S", "PT0.25S", "PT0.5S", "PT1S", "PT2.5S", "PT5S", "PT10S", "PT30S",
                    "PT1M", "PT2M", "PT5M", "PT15M", "PT1H")
            .map(Duration::parse)
            .toArray(Duration[]::new);

    private final Tally tally;

    TallyMeters(Tally tally) {
        this.tally = tally;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindCommands(registry);
        bindFlows(registry);
        bindCancels(registry);
        bindFaults(registry);
    }

    private void bindCommands(MeterRegistry registry) {
        for (CommandType type : CommandType.values()) {
            for (CommandOutcome outcome : CommandOutcome.values()) {
                if (outcome != CommandOutcome.UNSPECIFIED) {
                    counter("taskflow.commands", "commands decided", each -> each.commands(type, outcome))
                            .tag("type", type.tag())
                            .tag("outcome", outcome.name())
                            .register(registry);
                }
            }
        }
        for (RejectionCode code : RejectionCode.values()) {
            if (code != RejectionCode.UNSPECIFIED) {
                counter("taskflow.rejections", "commands rejected", each -> each.rejections(code))
                        .tag("code", code.name())
                        .register(registry);
            }
        }
    }

    private void bindFlows(MeterRegistry registry) {
        for (FlowStatus status : FlowStatus.values()) {
            if (status != FlowStatus.UNSPECIFIED) {
                boolean maySettle = Statuses.isTerminal(status, Instant.EPOCH);
                if (maySettle) {
                    counter("taskflow.flows.settled", "flows that ended", each -> each.flowsSettled(status))
                            .tag("status", status.name())
                            .register(registry);
                }
                if (!Statuses.isTerminal(status, null)) {
                    gauge("taskflow.flows.open", "open flows", each -> each.openFlows(status))
                            .tag("status", status.name())
                            .register(registry);
                }
            }
        }
        counter("taskflow.tasks.spawned", "tasks that came to be", Tally::tasksSpawned)
                .register(registry);
        Arrays.stream(TaskStatus.values())
                .filter(status -> status != TaskStatus.UNSPECIFIED && !Statuses.isActive(status))
                .forEach(status -> counter("taskflow.tasks.ended", "tasks that ended", each -> each.tasksEnded(status))
                        .tag("status", status.name())
                        .register(registry));
        gauge("taskflow.tasks.active", "active tasks", Tally::activeTasks).register(registry);
        gauge(
                        "taskflow.partitions.counting",
                        "partitions whose open flows are being counted: until zero, those numbers are too low",
                        Tally::partitionsBeingCounted)
                .register(registry);
    }

    private void bindCancels(MeterRegistry registry) {
        gauge("taskflow.flows.cancelling", "open flows with the cancel intent", Tally::cancellingFlows)
                .register(registry);
        gauge(
                        "taskflow.cancel.oldest",
                        "age of the oldest cancel intent of an open flow",
                        each -> seconds(each.oldestCancel(Instant.now())))
                .baseUnit("seconds")
                .register(registry);
        Timer settled = Timer.builder("taskflow.cancel.settle")
                .description("from the cancel intent to the flow's end")
                .serviceLevelObjectives(CANCEL_BUCKETS)
                .register(registry);
        tally.onCancelSettled(settled::record);
    }

    private void bindFaults(MeterRegistry registry) {
        for (Decision.Reason reason : Decision.Reason.values()) {
            counter(
                            "taskflow.ignored",
                            "reports and timers that counted for nothing",
                            each -> each.ignoredInputs(reason))
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        counter("taskflow.rerouted", "records that were on a wrong partition", Tally::reroutedRecords)
                .baseUnit("records")
                .register(registry);
        counter(
                        "taskflow.skipped",
                        "records that were read again although they had been processed, as the group's offsets were lost",
                        Tally::skippedRecords)
                .baseUnit("records")
                .register(registry);
        counter("taskflow.dead.letters", "records that were set aside", Tally::deadLetters)
                .register(registry);
        counter("taskflow.quarantines", "inputs and timers that met a row that cannot be read", Tally::quarantines)
                .register(registry);
        gauge(
                        "taskflow.timers.overdue",
                        "how late timers are at most",
                        each -> seconds(each.timersOverdue(Instant.now())))
                .baseUnit("seconds")
                .register(registry);
    }

    private FunctionCounter.Builder<Tally> counter(String name, String description, ToDoubleFunction<Tally> value) {
        return FunctionCounter.builder(name, tally, value).description(description);
    }

    private Gauge.Builder<Tally> gauge(String name, String description, ToDoubleFunction<Tally> value) {
        return Gauge.builder(name, tally, value).description(description);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
