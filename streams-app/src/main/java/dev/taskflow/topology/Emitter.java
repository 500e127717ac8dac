package dev.taskflow.topology;

import dev.taskflow.rules.Decision;
import dev.taskflow.rules.Event;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Recorded;
import dev.taskflow.rules.Reply;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskDispatch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what was decided into encoded records. It writes nothing: whoever has its answer may still drop it. */
final class Emitter {
    private final TopicCatalogue topics;
    private final Channel<TaskDispatch> dispatches;
    private final Channel<TaskCancellation> cancellations;
    private final Channel<FlowEvent> events;
    private final Channel<FlowSettled> settlements;
    private final Channel<CommandResult> results;
    private final int maxRecordBytes;

    Emitter(TopicCatalogue topics, SchemaRegistryClient registry, Map<String, ?> serdeConfig, String source) {
        this.topics = topics;
        CloudEvents cloudEvents = new CloudEvents(source);
        dispatches = new Channel<>(Nodes.TASK_DISPATCHES_SINK, TaskDispatch.class, registry, serdeConfig, cloudEvents);
        cancellations = new Channel<>(
                Nodes.TASK_CANCELLATIONS_SINK, TaskCancellation.class, registry, serdeConfig, cloudEvents);
        events = new Channel<>(Nodes.FLOW_EVENTS_SINK, FlowEvent.class, registry, serdeConfig, cloudEvents);
        settlements = new Channel<>(Nodes.FLOW_SETTLED_SINK, FlowSettled.class, registry, serdeConfig, cloudEvents);
        results = new Channel<>(Nodes.COMMAND_RESULTS_SINK, CommandResult.class, registry, serdeConfig, cloudEvents);
        maxRecordBytes = RecordSizes.largest(topics);
    }

    /**
     * The records that follow from a decision, in the order of what happened.
     *
     * @throws OutputTooLargeException if one of them would be refused by the broker
     */
    List<Output> outputs(Decision.Decided decided, Cause cause) {
        List<Output> outputs = new ArrayList<>(2 * decided.events().size() + 1);
        for (Recorded recorded : decided.events()) {
            if (recorded.event() instanceof Event.Historic historic) {
                outputs.add(event(recorded, historic, cause));
            }
            Output output = instruction(recorded, outputs.size(), cause);
            if (output != null) {
                outputs.add(output);
            }
        }
        return checked(outputs);
    }

    /**
     * The answer to a command, or null if its sender wants none (C10).
     *
     * @throws OutputTooLargeException if it would be refused by the broker
     */
    @Nullable
    Output result(FlowCommand command, Reply reply, Instant decidedAt, Cause cause) {
        boolean wanted =
                switch (command.getReply()) {
                    case NONE -> false;
                    case ON_REJECT -> reply.outcome() == CommandOutcome.REJECTED;
                    case ALWAYS -> true;
                };
        if (!wanted) {
            return null;
        }
        Output output = results.output(
                topics.commandResults().name(),
                command.getFlowId(),
                Outputs.result(command, reply, decidedAt),
                decidedAt,
                (cause.id() + "/result").getBytes(StandardCharsets.UTF_8),
                cause);
        return checked(List.of(output)).get(0);
    }

    private Output event(Recorded recorded, Event.Historic historic, Cause cause) {
        Flow flow = recorded.flow();
        return events.output(
                topics.flowEvents().name(),
                flow.id(),
                FlowEvents.of(recorded, historic, cause.commandId()),
                recorded.occurredAt(),
                FlowEvents.id(flow).getBytes(StandardCharsets.UTF_8),
                cause);
    }

    /** What somebody is to do or to know because of the event, beside reading the history. */
    private @Nullable Output instruction(Recorded recorded, int n, Cause cause) {
        Event event = recorded.event();
        Flow flow = recorded.flow();
        Task task = recorded.task();
        Instant at = recorded.occurredAt();
        if (event instanceof Event.FlowSettled) {
            return settlements.output(
                    topics.flowSettled().name(), flow.id(), Outputs.settled(flow), at, cause.outputId(n), cause);
        }
        if (task == null) {
            return null;
        }
        if (event instanceof Event.TaskSpawned || event instanceof Event.TaskRedispatched) {
            return dispatches.output(
                    topics.tasks(task.spec().getRuntime()).name(),
                    task.taskId(),
                    Outputs.dispatch(flow, task, at),
                    at,
                    cause.outputId(n),
                    cause);
        }
        String reason = null;
        if (event instanceof Event.TaskCancelRequested requested) {
            reason = requested.reason();
        } else if (event instanceof Event.WorkerToldToStop told) {
            reason = told.reason();
        } else {
            return null;
        }
        return cancellations.output(
                topics.taskCancellations().name(),
                task.taskId(),
                Outputs.cancellation(flow, task, reason, at),
                at,
                cause.outputId(n),
                cause);
    }

    private List<Output> checked(List<Output> outputs) {
        for (Output output : outputs) {
            if (output.bytes() > maxRecordBytes) {
                throw new OutputTooLargeException(output.topic(), output.bytes(), maxRecordBytes);
            }
        }
        return outputs;
    }
}
