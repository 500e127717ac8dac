package dev.taskflow.input;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where partitions end on the broker, for stream threads that must not wait for an answer. Safe for any thread; no method
 * blocks or throws because of a broker.
 */
public interface LogEnds extends AutoCloseable {
    /** Never knows an end: for where no broker is. */
    LogEnds UNKNOWN = new LogEnds() {
        @Override
        public void ask(TopicPartition partition) {
            // Nobody answers.
        }

        @Override
        public @Nullable LogEnd latest(TopicPartition partition) {
            return null;
        }

        @Override
        public long heardAtMs() {
            return 0;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    };

    /** Has the broker asked, soon. Asking again before it was is one question. Asked until there is an answer. */
    void ask(TopicPartition partition);

    /** The newest answer; null: there was none yet. */
    @Nullable
    LogEnd latest(TopicPartition partition);

    /**
     * When a broker last answered, in milliseconds of the steady clock; the time when this began if none has answered yet. A caller
     * who asks regularly knows that nothing was heard since.
     */
    long heardAtMs();

    /** Asks no more. The answers stay. */
    @Override
    void close();
}
