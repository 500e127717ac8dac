package dev.taskflow.app;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * What Prometheus is told: what the processor has done and how its flows stand, how the instance is, the JVM, and of what Kafka
 * Streams and its clients measure a {@link MeterSelection}. Labels name threads, stream tasks, topics and the contract's constants,
 * never flows or owners. A scrape reads counters; it asks no store and no broker.
 */
final class ProcessorMeters implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final KafkaStreamsMetrics kafka;

    ProcessorMeters(TaskFlowProcessor processor) {
        registry.config().meterFilter(MeterSelection.filter());
        kafka = processor.meters();
        kafka.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        gc.bindTo(registry);
        new TallyMeters(processor.tally()).bindTo(registry);
        new InstanceMeters(processor).bindTo(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        kafka.close();
        gc.close();
        registry.close();
    }
}
