package dev.taskflow.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** How an instance is: health, partitions, restores, memory outside of the Java heap, disk. */
final class InstanceMeters implements MeterBinder {
    private final TaskFlowProcessor processor;

    InstanceMeters(TaskFlowProcessor processor) {
        this.processor = processor;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                        "taskflow.ready",
                        "1 if this instance processes and its state can be read",
                        each -> each.isReady() ? 1 : 0)
                .register(registry);
        gauge("taskflow.live", "1 if this instance works or may again by itself", each -> each.isLive() ? 1 : 0)
                .register(registry);
        gauge(
                        "taskflow.stuck",
                        "places where work waits while nothing is committed: /status and the log name them",
                        each -> each.progress().stalls().size())
                .register(registry);
        gauge(
                        "taskflow.broker.answers",
                        "1 if a broker has answered lately",
                        each -> each.progress().brokerAnswers() ? 1 : 0)
                .register(registry);
        FunctionCounter.builder("taskflow.transactions.undone", processor, each -> each.progress()
                        .undone())
                .description("transactions with writes that were undone; what they held is done again")
                .register(registry);
        gauge("taskflow.partitions", "partitions that this instance processes", TaskFlowProcessor::partitions)
                .register(registry);
        gauge(
                        "taskflow.input.lag",
                        "commands and reports that wait on this instance's worst partition; what it restores does not count",
                        each -> InputLag.of(each.metrics()))
                .baseUnit("records")
                .register(registry);
        gauge("taskflow.restores", "stores that are being restored from their changelogs", each -> each.restores()
                        .size())
                .register(registry);
        gauge(
                        "taskflow.restore.remaining",
                        "changelog records that are still to be restored",
                        each -> each.restores().values().stream()
                                .mapToLong(restore -> Math.max(0, restore.total() - restore.restored()))
                                .sum())
                .baseUnit("records")
                .register(registry);
        gauge("taskflow.rocksdb.memory", "memory of all stores outside of the Java heap", each -> each.rocksDbBytes())
                .baseUnit("bytes")
                .register(registry);
        gauge("taskflow.rocksdb.memory.limit", "what that memory is bounded to", each -> each.rocksDbLimit())
                .baseUnit("bytes")
                .register(registry);
        gauge(
                        "taskflow.state.disk.free",
                        "what the file system of the state directory can still hold",
                        each -> each.freeDisk().stream()
                                .asDoubleStream()
                                .findFirst()
                                .orElse(Double.NaN))
                .baseUnit("bytes")
                .register(registry);
    }

    private Gauge.Builder<TaskFlowProcessor> gauge(
            String name, String description, ToDoubleFunction<TaskFlowProcessor> value) {
        return Gauge.builder(name, processor, value).description(description);
    }
}
