package dev.taskflow.topology;

import dev.taskflow.rules.Decision;
import dev.taskflow.v1.TaskEvent;
import org.slf4j.spi.LoggingEventBuilder;

/** Has the reports of workers decided. A row that cannot be read throws, so that the report goes to the dead letters (X2). */
final class ReportHandler implements InputHandler<TaskEvent> {
    private final FlowEngine engine;
    private final ProcessorMetrics metrics;

    ReportHandler(FlowEngine engine, ProcessorMetrics metrics) {
        this.engine = engine;
        this.metrics = metrics;
    }

    @Override
    public String flowId(TaskEvent report) {
        return report.getFlowId();
    }

    @Override
    public LoggingEventBuilder about(TaskEvent report, LoggingEventBuilder event) {
        return event.addKeyValue("flowId", Quoted.id(report.getFlowId()))
                .addKeyValue("taskId", Quoted.id(report.getFlowId() + "/" + report.getRunId()));
    }

    @Override
    public void handle(TaskEvent report, ReceivedRecord received) {
        Decision decision = engine.report(report, received);
        if (decision instanceof Decision.Ignored ignored) {
            metrics.ignored(ignored.reason());
        } else if (decision instanceof Decision.Malformed malformed) {
            throw new RejectedRecordException(malformed.message());
        }
    }
}
