package dev.taskflow.app;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsException;

/** Tells of inputs whose partitions are not those of the state any more, in words that lose nobody's flows. */
final class MovedPartitions {

    private static final String REMEDY = "do not reset the application, which would delete all flows;"
            + " 'More partitions' in the README says how to go on and lose nothing";

    private MovedPartitions() {}

    /**
     * @param input the topic that has other partitions
     * @param now how many it has
     * @param changelogs those that differ, at least one
     * @param before how many these have
     */
    static Finding finding(String input, int now, List<String> changelogs, int before) {
        return Finding.fault(
                "topic " + input + " has " + now + " partitions, but the changelogs " + String.join(", ", changelogs)
                        + " have " + before + ": the state of a flow is on the partition that its id had among "
                        + before,
                REMEDY);
    }

    /** The same where Kafka Streams finds out while it runs: instead of its own advice, which is to delete the state. */
    static Optional<String> saidBy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamsException
                    && String.valueOf(cause.getMessage()).contains("StreamsResetter")) {
                return Optional.of(
                        "the partitions of flow-commands and task-events are not as many as those of the changelogs;"
                                + " 'taskflow doctor' names them: " + REMEDY);
            }
        }
        return Optional.empty();
    }
}
