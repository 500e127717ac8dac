package dev.taskflow.topology;

import dev.taskflow.input.LogEnds;
import dev.taskflow.input.PolledInput;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** Makes the gates of stream tasks' timers. */
@FunctionalInterface
public interface TimerGates {
    /** Gates for where each report has been read as soon as it is there: tests that hand the records over themselves. */
    TimerGates OPEN = reports -> new TimerGate() {
        @Override
        public void look(Instant now) {
            // There is nothing to wait for.
        }

        @Override
        public Instant openUntil(Instant now) {
            return now;
        }

        @Override
        public void wanted(Instant now) {
            // It is open.
        }
    };

    /**
     * Gates that wait until the reports have been read that were there when a timer came due.
     *
     * @param ends says where reports end
     * @param polled says how far they have been processed
     */
    static TimerGates whenReportsAreRead(LogEnds ends, PolledInput polled) {
        return reports -> new ReportsReadGate(reports, ends, polled);
    }

    /**
     * The gate of one life of a stream task.
     *
     * @param reports its partition of {@code task-events}
     */
    TimerGate of(TopicPartition reports);
}
