package dev.taskflow.app;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How an instance is doing.
 *
 * @param state as Kafka Streams calls it
 * @param live it works, or may again by itself; if not it has to be restarted
 * @param ready a broker answers, it has been running, and its part of the state, if it has one, can be read
 * @param partitions the partitions that it processes now
 * @param lags how many changelog records its stores are behind, by store and partition; empty: that cannot be told now
 * @param restores the restores that are under way, by changelog topic and partition
 * @param rocksDbBytes memory that the stores take outside of the Java heap
 * @param freeDiskBytes what the file system of the state directory can still hold; empty: it does not say
 * @param brokerAnswers a broker has answered lately
 * @param stuck where work waits while nothing is committed, in words
 */
public record ProcessorStatus(
        KafkaStreams.State state,
        boolean live,
        boolean ready,
        Set<Integer> partitions,
        Optional<Map<String, Map<Integer, Long>>> lags,
        Map<String, Restore> restores,
        long rocksDbBytes,
        OptionalLong freeDiskBytes,
        boolean brokerAnswers,
        List<String> stuck) {

    public ProcessorStatus {
        partitions = Set.copyOf(partitions);
        restores = Map.copyOf(restores);
        stuck = List.copyOf(stuck);
    }

    /**
     * A store that is being restored from its changelog.
     *
     * @param restored how many records are done
     * @param total how many there are; transaction markers count too, so that it may end below that
     */
    public record Restore(long restored, long total) {}
}
