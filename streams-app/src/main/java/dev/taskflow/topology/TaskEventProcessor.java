package dev.taskflow.topology;

import dev.taskflow.input.PolledInput;
import dev.taskflow.rules.Decision;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.v1.TaskEvent;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Decides what workers report, and looks for due timers: here, because a report that is still unread must be heard before its
 * task is given up.
 */
final class TaskEventProcessor extends InputProcessor<TaskEvent> {
    private final SharedByStreamTask<FlowEngine> engines;
    private final TimerPace timers;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private FlowEngine engine;

    @SuppressWarnings("NullAway.Init")
    private CatchUp catchUp;

    TaskEventProcessor(
            AvroDeserializer<TaskEvent> deserializer,
            Routing routing,
            DeadLetters deadLetters,
            PolledInput polled,
            SharedByStreamTask<FlowEngine> engines,
            TimerPace timers,
            Tally tally) {
        super(Nodes.TASK_EVENTS, deserializer, routing, deadLetters, polled, tally);
        this.engines = engines;
        this.timers = timers;
    }

    @Override
    public void init(ProcessorContext<byte[], Output> newContext) {
        super.init(newContext);
        engine = engines.open(name(), newContext);
        catchUp = new CatchUp(newContext.currentSystemTimeMs());
        DueTimers dueTimers = new DueTimers(engine, metrics(), this::forward, timers.slice());
        newContext.schedule(timers.interval(), PunctuationType.WALL_CLOCK_TIME, now -> {
            if (catchUp.isDoneAt(now) && dueTimers.fire(Instant.ofEpochMilli(now))) {
                newContext.commit();
            }
        });
    }

    @Override
    public void close() {
        engines.close(context().taskId());
        super.close();
    }

    @Override
    String flowId(TaskEvent event) {
        return event.getFlowId();
    }

    @Override
    LoggingEventBuilder about(TaskEvent report, LoggingEventBuilder event) {
        return event.addKeyValue("flowId", Quoted.id(report.getFlowId()))
                .addKeyValue("taskId", Quoted.id(report.getFlowId() + "/" + report.getRunId()));
    }

    /** A row that cannot be read throws, so the report goes to the dead letters and is not lost (X2). */
    @Override
    void handle(
            TaskEvent event,
            int encodedBytes,
            Instant timestamp,
            Record<byte[], byte[]> received,
            RecordMetadata from) {
        catchUp.heard(timestamp.toEpochMilli());
        Decision decision = engine.rules().onTaskEvent(event, encodedBytes, engine.state(), now(timestamp));
        if (decision instanceof Decision.Decided decided) {
            Cause cause = Cause.ofRecord(from.topic(), from.partition(), from.offset(), null, received.headers());
            engine.carryOut(decided, null, cause, this::forward);
        } else if (decision instanceof Decision.Ignored ignored) {
            metrics().ignored(ignored.reason());
        } else if (decision instanceof Decision.Malformed malformed) {
            throw new RejectedRecordException(malformed.message());
        }
    }
}
