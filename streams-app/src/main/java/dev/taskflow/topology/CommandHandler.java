package dev.taskflow.topology;

import dev.taskflow.rules.CommandType;
import dev.taskflow.rules.Reply;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.v1.FlowCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Has commands decided, and says what became of them. */
final class CommandHandler implements InputHandler<FlowCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final FlowEngine engine;
    private final ProcessorMetrics metrics;
    private final Tally tally;

    CommandHandler(FlowEngine engine, ProcessorMetrics metrics, Tally tally) {
        this.engine = engine;
        this.metrics = metrics;
        this.tally = tally;
    }

    @Override
    public String flowId(FlowCommand command) {
        return command.getFlowId();
    }

    @Override
    public LoggingEventBuilder about(FlowCommand command, LoggingEventBuilder event) {
        return event.addKeyValue("flowId", Quoted.id(command.getFlowId()))
                .addKeyValue("commandId", Quoted.id(command.getCommandId()));
    }

    @Override
    public void handle(FlowCommand command, ReceivedRecord received) {
        Reply reply;
        try {
            reply = engine.command(command, received);
        } catch (UnreadableRecordException unreadable) { // X2
            about(command, Intake.placed(LOG.atError(), received))
                    .setMessage("A stored record cannot be read; its flow is quarantined")
                    .addKeyValue("error", unreadable.getMessage())
                    .log();
            metrics.quarantined();
            reply = engine.refuseQuarantined(command, received);
        }
        tally.decided(CommandType.of(command), reply);
        if (reply instanceof Reply.Rejected rejected && LOG.isDebugEnabled()) {
            about(command, Intake.placed(LOG.atDebug(), received))
                    .setMessage("A command is rejected")
                    .addKeyValue("code", rejected.code())
                    .log();
        }
    }
}
