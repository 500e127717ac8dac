package dev.taskflow.topology;

import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The one processor node, fed by both inputs. Kafka Streams calls {@code init} and {@code close} on the same object for each life
 * of its stream task, so it holds nothing but the life that is under way.
 */
final class FlowProcessor implements Processor<byte[], byte[], byte[], Output> {
    private final Function<ProcessorContext<byte[], Output>, StreamTaskLife> beginning;
    private @Nullable StreamTaskLife life;

    /** @param beginning begins a life in a context */
    FlowProcessor(Function<ProcessorContext<byte[], Output>, StreamTaskLife> beginning) {
        this.beginning = beginning;
    }

    @Override
    public void init(ProcessorContext<byte[], Output> context) {
        close(); // a life that was never closed
        life = beginning.apply(context);
    }

    @Override
    public void process(Record<byte[], byte[]> received) {
        Objects.requireNonNull(life, "Kafka Streams calls init() first").process(received);
    }

    @Override
    public void close() {
        if (life != null) {
            life.end();
            life = null;
        }
    }
}
