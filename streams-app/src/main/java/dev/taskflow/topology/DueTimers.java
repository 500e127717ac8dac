package dev.taskflow.topology;

import dev.taskflow.rules.Decision;
import dev.taskflow.rules.DecisionTime;
import dev.taskflow.rules.Timer;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.TimerStore;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes due timers, so many at a time, and carries out what they mean. */
final class DueTimers {
    private static final Logger LOG = LoggerFactory.getLogger(DueTimers.class);

    /** So many timers at a time are taken out of the store. */
    private static final int AT_ONCE = 20;

    /** So many rows of a flow at a time are pruned (S2). */
    private static final int ROWS_PRUNED_AT_ONCE = 500;

    /** How long a timer waits that could not be carried out: its flow's rows cannot be read, or its task's runtime is gone. */
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);

    private final FlowEngine engine;
    private final ProcessorMetrics metrics;
    private final Consumer<Output> forward;
    private final Duration slice;

    /** @param slice how long the thread may be kept from its records at a time */
    DueTimers(FlowEngine engine, ProcessorMetrics metrics, Consumer<Output> forward, Duration slice) {
        this.engine = engine;
        this.metrics = metrics;
        this.forward = forward;
        this.slice = slice;
    }

    /**
     * Carries out what is due, until the slice is over: a mass expiry lets records through in between.
     *
     * @param now the wall-clock time; what a timer leads to happens then (X3)
     * @return whether any was due
     */
    boolean fire(Instant now) {
        long end = System.nanoTime() + slice.toNanos();
        boolean timeIsLeft = true;
        TimerStore.Due due = engine.writer().takeDue(now, AT_ONCE, null);
        boolean any = !due.timers().isEmpty();
        Instant latest = now;
        while (timeIsLeft && !due.timers().isEmpty()) {
            for (Timer timer : due.timers()) {
                if (timeIsLeft) {
                    fire(timer, now);
                    latest = timer.dueAt();
                    timeIsLeft = System.nanoTime() < end;
                } else {
                    engine.writer().set(timer); // back, for the next slice
                }
            }
            if (timeIsLeft) {
                due = engine.writer().takeDue(now, AT_ONCE, due.reached());
            }
        }
        engine.timersServed(timeIsLeft || latest.isAfter(now) ? now : latest);
        return any;
    }

    private void fire(Timer timer, Instant now) {
        try {
            Decision decision = engine.rules().onTimer(timer, engine.state(), DecisionTime.at(now));
            if (decision instanceof Decision.Decided decided) {
                engine.carryOut(decided, null, Cause.ofTimer(timer), forward);
            } else if (decision instanceof Decision.Prune prune) {
                if (!engine.writer().prune(prune.flow(), ROWS_PRUNED_AT_ONCE)) {
                    engine.writer().set(timer);
                }
            } else if (decision instanceof Decision.Ignored ignored) {
                metrics.ignored(ignored.reason());
            }
        } catch (UnreadableRecordException | OutputTooLargeException e) { // X2: no other flow is affected
            putOff(timer, now, "A timer cannot be carried out; its flow is quarantined", e);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) { // nothing was written; a thread that dies would meet the timer again at once
            putOff(timer, now, "A fault of TaskFlow or its configuration; the timer is tried again later", e);
        }
    }

    private void putOff(Timer timer, Instant now, String message, RuntimeException fault) {
        LOG.atError()
                .setMessage(message)
                .addKeyValue("flowId", timer.flowId())
                .addKeyValue("timer", timer.kind())
                .addKeyValue("taskId", timer.runId() == null ? "" : timer.flowId() + "/" + timer.runId())
                .setCause(fault)
                .log();
        metrics.quarantined();
        engine.writer().putOff(timer, now.plus(AFTER_FAULT));
    }
}
