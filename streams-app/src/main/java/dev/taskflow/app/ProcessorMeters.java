package dev.taskflow.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * What Prometheus is told: the JVM, and of what Kafka Streams and its clients measure a {@link MeterSelection}, the processor's own counts
 * among it. Labels name threads, stream tasks and topics, never flows or owners.
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
        Gauge.builder("taskflow.ready", processor, each -> each.isReady() ? 1 : 0)
                .description("1 if this instance processes and its state can be read")
                .register(registry);
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
