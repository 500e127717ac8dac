package dev.taskflow.app.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Finds out why an instance is stuck, for a line in its log: topics that are missing or have no leader, a write that failed, a full
 * disk, the call that a stream thread is in. May take seconds, so it is asked only when something is stuck.
 */
final class Explanation implements Supplier<String> {
    private static final long LITTLE_DISK = 64L * 1024 * 1024;
    private static final int FRAMES = 4;
    private static final String STREAM_THREAD = "-StreamThread-";
    private static final String BLOCKING = "java.";

    private final Admin admin;
    private final Set<String> topics;
    private final UncommittedWrites writes;
    private final Supplier<OptionalLong> freeDisk;
    private final Duration within;

    Explanation(
            Admin admin,
            Set<String> topics,
            UncommittedWrites writes,
            Supplier<OptionalLong> freeDisk,
            Duration within) {
        this.admin = admin;
        this.topics = topics;
        this.writes = writes;
        this.freeDisk = freeDisk;
        this.within = within;
    }

    @Override
    public String get() {
        List<String> reasons = new ArrayList<>();
        admin.describeTopics(topics)
                .topicNameValues()
                .forEach((topic, answer) -> reasons.addAll(faults(topic, answer)));
        boolean topicsAreThere = reasons.isEmpty();
        writes.failure()
                .ifPresent(
                        failure -> reasons.add("The last failure was at " + failure.place() + ": " + failure.cause()));
        freeDisk.get().stream()
                .filter(bytes -> bytes < LITTLE_DISK)
                .forEach(bytes -> reasons.add(
                        String.format(Locale.ROOT, "The disk of state.dir has %d bytes left: make room", bytes)));
        reasons.addAll(calls());
        reasons.add(
                topicsAreThere
                        ? "Run 'taskflow doctor', and restart this instance if it finds nothing"
                        : "Make the topics with 'taskflow topics apply'; then it goes on");
        return String.join(". ", reasons) + ".";
    }

    private List<String> faults(String topic, KafkaFuture<TopicDescription> answer) {
        try {
            TopicDescription description = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return description.partitions().stream()
                    .filter(each -> each.leader() == null)
                    .map(each -> "Topic " + topic + " has no leader for partition " + each.partition())
                    .toList();
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        } catch (TimeoutException unknown) {
            return List.of();
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof UnknownTopicOrPartitionException
                    ? List.of("Topic " + topic + " does not exist")
                    : List.of();
        }
    }

    /** Calls that stream threads are in, from the first that is not Java's own. */
    private static List<String> calls() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().contains(STREAM_THREAD))
                .filter(each -> each.getKey().isAlive())
                .map(each -> each.getKey().getName() + " is in "
                        + Arrays.stream(each.getValue())
                                .filter(frame -> !frame.getClassName().startsWith(BLOCKING))
                                .limit(FRAMES)
                                .map(frame -> simpleName(frame.getClassName()) + "." + frame.getMethodName())
                                .collect(Collectors.joining(" < ")))
                .sorted()
                .toList();
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
