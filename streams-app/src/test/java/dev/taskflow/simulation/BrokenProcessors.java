package dev.taskflow.simulation;

import dev.taskflow.rules.Settings;
import dev.taskflow.rules.Task;
import dev.taskflow.rules.Timer;
import dev.taskflow.state.StoreNames;
import dev.taskflow.topology.TimerPace;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;

/** Processors with one fault each, to show that the simulation finds it. */
final class BrokenProcessors {
    private BrokenProcessors() {}

    /** Takes every report of a task for one of its current attempt (A2, T4). */
    static SimulatedProcessor withoutFence(Settings settings, TimerPace pace, Instant begin) {
        return new SimulatedProcessor(settings, pace, begin) {
            @Override
            Input received(Input input) {
                return input instanceof Input.Report report ? new Input.Report(current(report.event())) : input;
            }

            private TaskEvent current(TaskEvent report) {
                for (Task task : tasks(report.getFlowId())) {
                    if (task.runId().equals(report.getRunId())) {
                        return TaskEvent.newBuilder(report)
                                .setAttempt(task.attempt())
                                .setDispatchId(task.dispatchId())
                                .build();
                    }
                }
                return report;
            }
        };
    }

    /** Says that a flow has settled in its history alone (S1). */
    static SimulatedProcessor losingSettlements(Settings settings, TimerPace pace, Instant begin) {
        return new SimulatedProcessor(settings, pace, begin) {
            @Override
            Sent arrived(Sent sent) {
                return sent.withSettlements(List.of());
            }
        };
    }

    /** Says twice that a flow has settled (S1). */
    static SimulatedProcessor repeatingSettlements(Settings settings, TimerPace pace, Instant begin) {
        return new SimulatedProcessor(settings, pace, begin) {
            @Override
            Sent arrived(Sent sent) {
                List<FlowSettled> twice = new ArrayList<>(sent.settlements());
                twice.addAll(sent.settlements());
                return sent.withSettlements(twice);
            }
        };
    }

    /** Goes on from rows that are older than what it has sent. */
    static SimulatedProcessor forgettingItsLastTransactions(Settings settings, TimerPace pace, Instant begin) {
        return new SimulatedProcessor(settings, pace, begin) {
            private Rows stored = new Rows(Map.of());

            @Override
            Rows restored(Rows rows) {
                Rows older = stored;
                stored = rows;
                return older.isEmpty() ? rows : older;
            }
        };
    }

    /** Forgets all timers when it is restarted. */
    static SimulatedProcessor forgettingTimers(Settings settings, TimerPace pace, Instant begin) {
        return restoring(settings, pace, begin, timer -> false);
    }

    /** Forgets the walks that are under way when it is restarted (K10). */
    static SimulatedProcessor forgettingWalks(Settings settings, TimerPace pace, Instant begin) {
        return restoring(settings, pace, begin, timer -> kind(timer) != Timer.Kind.SWEEP);
    }

    /** Forgets which flows are to be pruned when it is restarted (S2). */
    static SimulatedProcessor forgettingRetention(Settings settings, TimerPace pace, Instant begin) {
        return restoring(settings, pace, begin, timer -> kind(timer) != Timer.Kind.PRUNE);
    }

    private static SimulatedProcessor restoring(
            Settings settings, TimerPace pace, Instant begin, Predicate<Bytes> timers) {
        return new SimulatedProcessor(settings, pace, begin) {
            @Override
            Rows restored(Rows rows) {
                Map<String, List<KeyValue<Object, byte[]>>> some = new LinkedHashMap<>(rows.byStore());
                some.computeIfPresent(StoreNames.TIMERS, (store, all) -> all.stream()
                        .filter(row -> timers.test((Bytes) row.key))
                        .toList());
                return new Rows(some);
            }
        };
    }

    private static Timer.Kind kind(Bytes timer) {
        return Objects.requireNonNull(Timer.Kind.ofCode(timer.get()[Long.BYTES]));
    }
}
