package dev.taskflow.topics;

import java.time.Duration;

/**
 * What may be chosen when the topics are created. {@link #DEFAULTS} holds the defaults; the {@code with} methods change one.
 *
 * @param flowPartitions partitions of every topic whose key is a flow id; caps how many threads share the work
 * @param taskPartitions partitions of {@code tasks.<runtime>}, {@code task-cancellations} and {@code dead-letters}; few,
 *     so that several members of a worker pool's share group are on each partition and take over from each other at once
 * @param replicationFactor copies of every topic; -1 leaves it to the broker
 * @param retention how long inputs, dispatches, results and settlements are kept
 * @param longRetention how long {@code flow-events} and {@code dead-letters} are kept
 * @param maxInputBytes the largest batch of {@code flow-commands} and {@code task-events}
 * @param maxOutputBytes the largest batch of what the processor writes: more than it reads, because an output joins texts
 *     of several inputs (X4) and a dead letter has headers on top of what was received
 */
public record TopicSettings(
        int flowPartitions,
        int taskPartitions,
        short replicationFactor,
        Duration retention,
        Duration longRetention,
        int maxInputBytes,
        int maxOutputBytes) {

    /** The largest batch of a topic that nobody has set up otherwise. */
    private static final int KAFKAS_DEFAULT_BYTES = 1_048_588;

    /** Key, headers and batch framing around a command of the greatest size. */
    private static final int RECORD_OVERHEAD_BYTES = 128 * 1024;

    /** An output joins texts that came in several inputs. */
    private static final int OUTPUT_TO_INPUT = 4;

    /** 6 and 3 partitions, the broker's replication factor, 7 and 30 days, commands of up to 900 KiB (X4). */
    public static final TopicSettings DEFAULTS = new TopicSettings(
                    6,
                    3,
                    (short) -1,
                    Duration.ofDays(7),
                    Duration.ofDays(30),
                    KAFKAS_DEFAULT_BYTES,
                    KAFKAS_DEFAULT_BYTES)
            .withLargestCommand(900 * 1024);

    /** Checks the values; {@link IllegalArgumentException} says which is wrong. */
    public TopicSettings {
        require(flowPartitions > 0, "flowPartitions must be at least 1, not " + flowPartitions);
        require(taskPartitions > 0, "taskPartitions must be at least 1, not " + taskPartitions);
        require(
                replicationFactor == -1 || replicationFactor > 0,
                "replicationFactor must be -1 (the broker's) or at least 1, not " + replicationFactor);
        require(retention.toMillis() > 0, "retention must be positive, not " + retention);
        require(longRetention.toMillis() > 0, "longRetention must be positive, not " + longRetention);
        require(maxInputBytes > 0, "maxInputBytes must be positive, not " + maxInputBytes);
        require(
                maxOutputBytes >= maxInputBytes,
                "maxOutputBytes must be at least maxInputBytes " + maxInputBytes + ", not " + maxOutputBytes);
    }

    /** These settings with other partition counts. */
    public TopicSettings withPartitions(int newFlowPartitions, int newTaskPartitions) {
        return new TopicSettings(
                newFlowPartitions,
                newTaskPartitions,
                replicationFactor,
                retention,
                longRetention,
                maxInputBytes,
                maxOutputBytes);
    }

    /** These settings with another replication factor. */
    public TopicSettings withReplicationFactor(int newReplicationFactor) {
        require(
                newReplicationFactor <= Short.MAX_VALUE,
                "replicationFactor must be at most " + Short.MAX_VALUE + ", not " + newReplicationFactor);
        return new TopicSettings(
                flowPartitions,
                taskPartitions,
                (short) newReplicationFactor,
                retention,
                longRetention,
                maxInputBytes,
                maxOutputBytes);
    }

    /** These settings with other retention times. */
    public TopicSettings withRetention(Duration newRetention, Duration newLongRetention) {
        return new TopicSettings(
                flowPartitions,
                taskPartitions,
                replicationFactor,
                newRetention,
                newLongRetention,
                maxInputBytes,
                maxOutputBytes);
    }

    /**
     * These settings with room for commands of a size, and for what follows from them. No topic takes less than Kafka's default.
     *
     * @param commandBytes of the largest command, as encoded
     */
    public TopicSettings withLargestCommand(int commandBytes) {
        int inputBytes = Math.max(KAFKAS_DEFAULT_BYTES, commandBytes + RECORD_OVERHEAD_BYTES);
        return new TopicSettings(
                flowPartitions,
                taskPartitions,
                replicationFactor,
                retention,
                longRetention,
                inputBytes,
                OUTPUT_TO_INPUT * inputBytes);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
