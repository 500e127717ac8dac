package dev.taskflow.topology;

import dev.taskflow.input.PolledInput;
import dev.taskflow.state.LivePartitions;
import java.util.Map;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * One life of a stream task, from when its state has been restored until it is suspended, revived or moved. It owns the engine,
 * the decoded rows, the timers' turns and the word that the partition is live. Kafka Streams begins the same task anew after a
 * transaction that it had to abort, and keeps what the life before has scheduled: so a life ends once and for all, and whatever
 * reaches it afterwards is refused. Used by the stream task's thread.
 */
final class StreamTaskLife {
    /** The parts that a life is made of, beside its punctuation. */
    record Parts(
            Map<String, Intake<?>> intakes,
            ProcessedOffsets offsets,
            TimerPunctuator timers,
            ProcessorMetrics metrics,
            Tally tally,
            PartitionTally partitionTally,
            LivePartitions live,
            PolledInput polled) {}

    private final ProcessorContext<byte[], Output> context;
    private final Parts parts;
    private final Cancellable punctuation;
    private final long liveNumber;
    private boolean over;

    /** Begins; the stores of the context are open and in full. */
    StreamTaskLife(ProcessorContext<byte[], Output> context, Parts parts, TimerPace pace) {
        this.context = context;
        this.parts = parts;
        parts.polled().forget(context.taskId().partition());
        this.punctuation = context.schedule(
                pace.interval(), org.apache.kafka.streams.processor.PunctuationType.WALL_CLOCK_TIME, this::turn);
        this.liveNumber = parts.live().begin(partition());
    }

    /**
     * Takes a record in.
     *
     * @throws StreamsException if this life is over; the record is then processed by another one
     */
    void process(Record<byte[], byte[]> record) {
        refuseIfOver();
        RawInput.release(context);
        RecordMetadata from = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("an input record without metadata"));
        Intake<?> intake = parts.intakes().get(from.topic());
        if (intake == null) {
            throw new IllegalStateException("no input topic: " + from.topic());
        }
        if (parts.offsets().isProcessed(from.topic(), from.offset())) {
            parts.metrics().skipped();
        } else {
            intake.take(new ReceivedRecord(record, from));
            Writes.carryOut(() -> parts.offsets().processed(from.topic(), from.offset()));
        }
        parts.polled()
                .processed(
                        from.topic(),
                        from.partition(),
                        from.offset(),
                        PolledInput.bytes(record.key(), record.value(), record.headers()));
        if (parts.polled().shouldCommit()) {
            context.commit();
        }
    }

    private void turn(long steadyMs) {
        refuseIfOver();
        parts.timers().punctuate(steadyMs);
    }

    private void refuseIfOver() {
        if (over) {
            throw new StreamsException("A life of the stream task " + context.taskId()
                    + " that is over was called again: its transaction is undone.");
        }
    }

    /** Ends it, before its stores are closed. Ending it again does nothing. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        parts.live().end(partition(), liveNumber);
        punctuation.cancel();
        parts.tally().end(partition(), parts.partitionTally());
        parts.metrics().close();
        parts.polled().forget(partition()); // No record that was polled for this task will be processed.
    }

    private int partition() {
        return context.taskId().partition();
    }
}
