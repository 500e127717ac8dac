package dev.taskflow.benchmarks.rivals;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which flow is which process instance, and how many of its jobs are held. The server chooses the instance's key, and jobs may come
 * before the answer that tells it. Safe for use by several threads.
 */
final class ZeebeHeldFlows {
    private final Map<Long, Instance> instances = new ConcurrentHashMap<>();
    private final Map<String, Long> keys = new ConcurrentHashMap<>();

    /** A flow was started as this instance. Returns true if with that it is known and all its jobs are held. */
    boolean started(long key, String flowId, int tasks) {
        keys.put(flowId, key);
        return instances.merge(key, new Instance(flowId, 0), Instance::and).isComplete(tasks);
    }

    /** One more job of this instance is held. Returns true if with that it is known and all its jobs are held. */
    boolean held(long key, int tasks) {
        return instances.merge(key, new Instance("", 1), Instance::and).isComplete(tasks);
    }

    /** The flow of an instance of which {@link #held} has just said true. */
    String flowOf(long key) {
        return Objects.requireNonNull(instances.get(key), "an instance with held jobs")
                .flowId();
    }

    /** Forgets a flow. Returns its instance's key; empty if its start was not answered. */
    OptionalLong remove(String flowId) {
        Long key = keys.remove(flowId);
        if (key == null) {
            return OptionalLong.empty();
        }
        instances.remove(key);
        return OptionalLong.of(key);
    }

    /** What is known of an instance; its flow is empty as long as only jobs have come. */
    private record Instance(String flowId, int jobs) {
        Instance and(Instance other) {
            return new Instance(flowId + other.flowId, jobs + other.jobs);
        }

        boolean isComplete(int tasks) {
            return !flowId.isEmpty() && jobs == tasks;
        }
    }
}
