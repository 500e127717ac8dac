package dev.taskflow.topology;

import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.DueTimer;
import dev.taskflow.state.TimerGroup;
import dev.taskflow.state.TimerStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.Punctuator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has due timers carried out, a slice of time at each turn, so that a mass expiry lets records through in between. */
final class TimerPunctuator implements Punctuator {
    private static final Logger LOG = LoggerFactory.getLogger(TimerPunctuator.class);

    /** The timers that are looked up at a time. */
    private static final int AT_ONCE = 50;

    /** How long a timer waits that could not be carried out: its flow's rows cannot be read, or its task's runtime is gone. */
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);

    private final FlowEngine engine;
    private final TimerStore timers;
    private final TimerGate gate;
    private final InstantSource wallClock;
    private final ProcessorMetrics metrics;
    private final PartitionTally tally;
    private final Duration slice;
    private final Runnable commit;

    /**
     * @param slice how long the thread may be kept from its records at a time
     * @param commit asks for a commit when everything that was due has been carried out
     */
    TimerPunctuator(
            FlowEngine engine,
            TimerStore timers,
            TimerGate gate,
            InstantSource wallClock,
            ProcessorMetrics metrics,
            PartitionTally tally,
            Duration slice,
            Runnable commit) {
        this.engine = engine;
        this.timers = timers;
        this.gate = gate;
        this.wallClock = wallClock;
        this.metrics = metrics;
        this.tally = tally;
        this.slice = slice;
        this.commit = commit;
    }

    /** @param steadyMs the processor's steady clock, in milliseconds since the epoch */
    @Override
    public void punctuate(long steadyMs) {
        Instant now = Instant.ofEpochMilli(steadyMs);
        gate.look(now);
        Turn turn = new Turn(now, System.nanoTime() + slice.toNanos());
        turn.serve(TimerGroup.PROMPT, now);
        turn.serve(TimerGroup.WALL_CLOCK, wallClock.instant());
        turn.serve(TimerGroup.GIVES_WORK_UP, gate.openUntil(now));
        turn.lookForWaiting();
        tally.timersServed(turn.servedUntil);
        if (turn.any && !turn.cutShort) { // else more follows at once, and the commit interval ends the transaction
            commit.run();
        }
    }

    /** One turn: at least one timer of each group, then as many as there is time for. */
    private final class Turn {
        private final Instant now;
        private final long end;
        private Instant servedUntil;
        private boolean any;
        private boolean cutShort;

        Turn(Instant now, long end) {
            this.now = now;
            this.end = end;
            this.servedUntil = now;
        }

        /** @param until the due time of the last one that may fire, by the group's clock */
        void serve(TimerGroup group, Instant until) {
            boolean more = true;
            boolean first = true;
            while (more) {
                List<DueTimer> due = timers.due(group, until, AT_ONCE);
                for (DueTimer timer : due) {
                    if (!first && System.nanoTime() >= end) {
                        behindSince(timer.metAt());
                        cutShort = true;
                        return;
                    }
                    fire(timer);
                    first = false;
                }
                more = !timers.isServed(group);
                if (more && System.nanoTime() >= end) {
                    cutShort = true;
                    return;
                }
            }
        }

        /** Those that give work up may be due and wait for reports. They are not late: a long backlog is no stall. */
        void lookForWaiting() {
            if (!timers.due(TimerGroup.GIVES_WORK_UP, now, 1).isEmpty()) {
                gate.wanted(now);
            }
        }

        private void behindSince(Instant metAt) {
            servedUntil = metAt.isBefore(servedUntil) ? metAt : servedUntil;
        }

        private void fire(DueTimer due) {
            any = true;
            Writes.carryOut(() -> timers.take(due));
            try {
                engine.timer(due.timer(), wallClock.instant());
            } catch (UnreadableRecordException | OutputTooLargeException e) { // X2: no other flow is affected
                putOff(due, "A timer cannot be carried out; its flow is quarantined", e);
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) { // nothing was written; a thread that dies would meet the timer again at once
                putOff(due, "A fault of TaskFlow or its configuration; the timer is tried again later", e);
            }
        }

        private void putOff(DueTimer due, String message, RuntimeException fault) {
            LOG.atError()
                    .setMessage(message)
                    .addKeyValue("flowId", due.timer().flowId())
                    .addKeyValue("timer", due.timer().kind())
                    .addKeyValue(
                            "taskId",
                            due.timer().runId() == null
                                    ? ""
                                    : due.timer().flowId() + "/" + due.timer().runId())
                    .setCause(fault)
                    .log();
            metrics.quarantined();
            boolean byWallClock = due.timer().kind().isByWallClock();
            Instant later = (byWallClock ? wallClock.instant() : now).plus(AFTER_FAULT);
            Writes.carryOut(() -> timers.putOff(due.timer(), later));
        }
    }
}
