package dev.taskflow.topology;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What the processors of a stream task share, such as their engine: each must find in it what the other has written. A stream
 * task that comes back, maybe after a transaction was rolled back, gets a new one. Safe for any thread.
 */
final class SharedByStreamTask<T> {
    private final Function<ProcessorContext<byte[], Output>, T> maker;
    private final Map<TaskId, Shared<T>> open = new ConcurrentHashMap<>();

    /** @param openedBy nodes of the topology; each begins once in a life of the stream task */
    private record Shared<T>(T value, Set<String> openedBy) {}

    SharedByStreamTask(Function<ProcessorContext<byte[], Output>, T> maker) {
        this.maker = maker;
    }

    /**
     * A processor begins.
     *
     * @param node the processor's
     * @return what the stream task's other processor has opened in this life, or something new
     */
    T open(String node, ProcessorContext<byte[], Output> context) {
        // A life that did not get as far as its end has left its own behind.
        Shared<T> shared = open.compute(
                context.taskId(),
                (task, known) -> known == null || known.openedBy().contains(node)
                        ? new Shared<>(maker.apply(context), new HashSet<>())
                        : known);
        shared.openedBy().add(node); // The processors of a stream task begin on one thread.
        return shared.value();
    }

    /** A processor ends, and the stream task with it. */
    void close(TaskId streamTask) {
        open.remove(streamTask);
    }
}
