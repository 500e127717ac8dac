package dev.taskflow.app.progress;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;

/**
 * A look at an instance while a broker answers.
 *
 * @param state as Kafka Streams calls it
 * @param inputs all input partitions of the group, also those of other instances; one that nobody answered for is left out
 * @param threads the stream threads that have not ended
 * @param writes the places that were written to and not committed since
 * @param restored how far each restore under way has come, by changelog topic and partition, in records
 * @param timersServedUntil all timers of this instance that were due then have been carried out; empty: it serves none
 */
record ProgressFacts(
        KafkaStreams.State state,
        Map<TopicPartition, Input> inputs,
        List<StreamThread> threads,
        List<UncommittedWrites.Write> writes,
        Map<TopicPartition, Long> restored,
        Optional<Instant> timersServedUntil) {

    ProgressFacts {
        inputs = Map.copyOf(inputs);
        threads = List.copyOf(threads);
        writes = List.copyOf(writes);
        restored = Map.copyOf(restored);
    }

    /**
     * An input partition.
     *
     * @param committed the group's offset; where it has none, that of the first record
     * @param waiting how many offsets there are from there to the last record that can be read; transaction markers count
     */
    record Input(long committed, long waiting) {}

    /**
     * A stream thread.
     *
     * @param turns grows with each poll, record, timer's turn and commit
     * @param partitions those whose tasks it has been given
     */
    record StreamThread(String name, double turns, Set<Integer> partitions) {
        StreamThread {
            partitions = Set.copyOf(partitions);
        }
    }
}
