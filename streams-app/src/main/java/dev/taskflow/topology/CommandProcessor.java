package dev.taskflow.topology;

import dev.taskflow.rules.CommandType;
import dev.taskflow.rules.Decision;
import dev.taskflow.rules.Reply;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.LivePartitions;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.RejectionCode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Decides commands and answers them. Says for the whole stream task from when to when its partition is live. */
final class CommandProcessor extends InputProcessor<FlowCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(CommandProcessor.class);

    private final SharedByStreamTask<FlowEngine> engines;
    private final LivePartitions live;
    private long life;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
    private FlowEngine engine;

    CommandProcessor(
            AvroDeserializer<FlowCommand> deserializer,
            Routing routing,
            DeadLetters deadLetters,
            Backlog backlog,
            SharedByStreamTask<FlowEngine> engines,
            LivePartitions live,
            Tally tally) {
        super(Nodes.COMMANDS, deserializer, routing, deadLetters, backlog, tally);
        this.engines = engines;
        this.live = live;
    }

    @Override
    public void init(ProcessorContext<byte[], Output> newContext) {
        super.init(newContext);
        engine = engines.open(name(), newContext);
        int partition = newContext.taskId().partition();
        life = live.begin(partition);
    }

    @Override
    public void close() {
        live.end(context().taskId().partition(), life);
        engines.close(context().taskId());
        engine.end(context().taskId().partition());
        super.close();
    }

    @Override
    String flowId(FlowCommand command) {
        return command.getFlowId();
    }

    @Override
    LoggingEventBuilder about(FlowCommand command, LoggingEventBuilder event) {
        return event.addKeyValue("flowId", Quoted.id(command.getFlowId()))
                .addKeyValue("commandId", Quoted.id(command.getCommandId()));
    }

    @Override
    void handle(
            FlowCommand command,
            int encodedBytes,
            Instant timestamp,
            Record<byte[], byte[]> received,
            RecordMetadata from) {
        Decision.Decided decided;
        try {
            decided = engine.rules().onCommand(command, encodedBytes, engine.state(), now(timestamp));
        } catch (UnreadableRecordException e) {
            decided = quarantined(command, from, e);
        }
        Cause cause = Cause.ofRecord(
                from.topic(), from.partition(), from.offset(), command.getCommandId(), received.headers());
        Reply reply = Objects.requireNonNull(decided.reply(), "every command is answered");
        Output answer = engine.emitter().result(command, reply, decidedAt(reply, timestamp), cause);
        engine.carryOut(decided, answer, cause, this::forward);
        tally().decided(CommandType.of(command), reply);
        if (reply instanceof Reply.Rejected rejected && LOG.isDebugEnabled()) {
            event(LOG.atDebug(), command, from)
                    .setMessage("A command is refused")
                    .addKeyValue("code", rejected.code())
                    .log();
        }
    }

    /** Never before the flow's last change (X3). */
    private static Instant decidedAt(Reply reply, Instant timestamp) {
        return reply.flow() != null && reply.flow().updatedAt().isAfter(timestamp)
                ? reply.flow().updatedAt()
                : timestamp;
    }

    /** X2: the flow whose row cannot be read takes no commands; no other is affected. */
    private Decision.Decided quarantined(
            FlowCommand command, RecordMetadata from, UnreadableRecordException unreadable) {
        event(LOG.atError(), command, from)
                .setMessage("A stored record cannot be read; its flow is quarantined")
                .addKeyValue("error", unreadable.getMessage())
                .log();
        metrics().quarantined();
        String message = "The stored state of flow %s cannot be read, so the flow takes no commands: tell the operator."
                .formatted(command.getFlowId());
        return Decision.Decided.answer(null, new Reply.Rejected(RejectionCode.INVALID, message, null, List.of()));
    }
}
