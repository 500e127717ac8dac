package dev.taskflow.benchmarks.limit;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The least that a stateful program does with a record. */
final class GetPutForward implements Processor<String, byte[], String, byte[]> {
    static final String STORE = "rows";

    private final double outputsPerInput;
    private double owed;
    private @Nullable ProcessorContext<String, byte[]> context;
    private @Nullable KeyValueStore<String, byte[]> rows;

    GetPutForward(double outputsPerInput) {
        this.outputsPerInput = outputsPerInput;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> newContext) {
        context = newContext;
        rows = newContext.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (context == null || rows == null) {
            throw new IllegalStateException("init() must be called first");
        }
        byte[] before = rows.get(record.key());
        byte[] now = record.value();
        if (before != null) {
            // Something must come of what was read.
            now[1] = (byte) (before[1] + 1);
        }
        rows.put(record.key(), now);
        owed += outputsPerInput;
        if (now[0] == LimitTopics.LAST) {
            context.forward(record, LimitTopics.SETTLED);
            owed--;
        }
        for (; owed >= 1; owed--) {
            context.forward(record, LimitTopics.OUTPUT);
        }
    }
}
