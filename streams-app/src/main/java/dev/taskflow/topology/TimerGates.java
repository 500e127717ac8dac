package dev.taskflow.topology;

import org.apache.kafka.common.TopicPartition;

/** Makes the gates of stream tasks' timers. */
@FunctionalInterface
public interface TimerGates {
    /** Gates for where each report has been read as soon as it is there: tests that hand the records over themselves. */
    TimerGates OPEN = reports -> new TimerGate() {
        @Override
        public void look(java.time.Instant now) {
            // There is nothing to wait for.
        }

        @Override
        public java.time.Instant openUntil(java.time.Instant now) {
            return now;
        }
    };

    /**
     * The gate of one life of a stream task.
     *
     * @param reports its partition of {@code task-events}
     */
    TimerGate of(TopicPartition reports);
}
