package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.app.TaskFlowProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A processor in this JVM. A stream thread that dies fails the test, also where another has taken its place. */
final class RunningProcessor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningProcessor.class);

    private final TaskFlowProcessor processor;
    private final StreamsMetrics metrics;

    private RunningProcessor(TaskFlowProcessor processor, StreamsMetrics metrics) {
        this.processor = processor;
        this.metrics = metrics;
    }

    /** Starts a processor and waits until it is ready. */
    static RunningProcessor start(TaskFlowConfig config) {
        Stopwatch watch = Stopwatch.started();
        TaskFlowProcessor processor = TaskFlowProcessor.start(config);
        try {
            processor.awaitReady(TopicLog.PATIENCE);
        } catch (RuntimeException notReady) {
            processor.close();
            throw notReady;
        }
        LOG.info("Processor {} is ready after {} ms", config.applicationId(), watch.millis());
        return new RunningProcessor(processor, new StreamsMetrics(config.applicationId()));
    }

    StreamsMetrics metrics() {
        return metrics;
    }

    /** What is running. */
    TaskFlowProcessor processor() {
        return processor;
    }

    void assertHealthy() {
        assertThat(metrics.failedThreads()).as("stream threads that died").isZero();
        assertThat(processor.stopped()).as("the processor's end").isNotDone();
        processor.awaitReady(TopicLog.PATIENCE); // It may just be rebalancing, which harms nobody.
    }

    /** Stops it cleanly, as a deployment does. */
    @Override
    public void close() {
        assertThat(metrics.failedThreads()).as("stream threads that died").isZero();
        Stopwatch watch = Stopwatch.started();
        processor.close();
        LOG.info("Processor stopped after {} ms", watch.millis());
        assertThat(processor.stopped()).as("the processor's end").succeedsWithin(TopicLog.PATIENCE);
    }
}
