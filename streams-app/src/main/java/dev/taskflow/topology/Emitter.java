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

/** Turns decisions into encoded records. It writes nothing: a caller may still drop them. */
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
     * The records that follow from a decision, in the order of what happened. Where no sender can be told that they are too
     * large, as a report or a timer has caused them, texts of settlements are cut (contract, section 5).
     *
     * @throws OutputTooLargeException if one of them would be refused by the broker
     */
    List<Output> outputs(Decision.Decided decided, Cause cause) {
        List<Output> outputs = new ArrayList<>(2 * decided.events().size() + 1);
        for (Recorded recorded : decided.events()) {
            if (recorded.event() instanceof Event.FlowSettled) {
                addSettlement(outputs, recorded, cause);
            } else {
                if (recorded.event() instanceof Event.Historic historic) {
                    outputs.add(checked(event(recorded, historic, null, cause)));
                }
                Output instruction = instruction(recorded, cause);
                if (instruction != null) {
                    outputs.add(checked(instruction));
                }
            }
        }
        return outputs;
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
        return checked(results.output(
                topics.commandResults().name(),
                command.getFlowId(),
                Outputs.result(command, reply, decidedAt),
                decidedAt,
                OutputIds.result(cause),
                cause));
    }

    private Output event(Recorded recorded, Event.Historic historic, @Nullable FlowSettled settled, Cause cause) {
        Flow flow = recorded.flow();
        return events.output(
                topics.flowEvents().name(),
                flow.id(),
                FlowEvents.of(recorded, historic, settled, cause.commandId()),
                recorded.occurredAt(),
                OutputIds.event(flow).getBytes(StandardCharsets.UTF_8),
                cause);
    }

    /** The event and the record on its own topic have the same content (section 3). */
    private void addSettlement(List<Output> outputs, Recorded recorded, Cause cause) {
        Event.FlowSettled event = (Event.FlowSettled) recorded.event();
        FlowSettled whole = Outputs.settled(recorded.flow());
        Output inHistory = event(recorded, event, whole, cause);
        FlowSettled settled = whole;
        if (inHistory.bytes() > maxRecordBytes && cause.commandId() == null) {
            settled = Outputs.shortened(whole);
            inHistory = event(recorded, event, settled, cause);
        }
        outputs.add(checked(inHistory));
        outputs.add(checked(settlements.output(
                topics.flowSettled().name(),
                recorded.flow().id(),
                settled,
                recorded.occurredAt(),
                OutputIds.settlement(recorded.flow()),
                cause)));
    }

    /** What somebody is to do because of the event, beside reading the history. */
    private @Nullable Output instruction(Recorded recorded, Cause cause) {
        Event event = recorded.event();
        Flow flow = recorded.flow();
        Task task = recorded.task();
        Instant at = recorded.occurredAt();
        if (task == null) {
            return null;
        }
        if (event instanceof Event.TaskSpawned || event instanceof Event.TaskRedispatched) {
            return dispatches.output(
                    topics.tasks(task.spec().getRuntime()).name(),
                    task.taskId(),
                    Outputs.dispatch(flow, task, at),
                    at,
                    OutputIds.dispatch(flow, task),
                    cause);
        }
        if (event instanceof Event.TaskCancelRequested requested) {
            return cancellation(recorded, task, requested.reason(), OutputIds.cancellation(flow), cause);
        }
        if (event instanceof Event.WorkerToldToStop told) {
            return cancellation(recorded, task, told.reason(), OutputIds.cancellationAgain(flow, task, cause), cause);
        }
        return null;
    }

    private Output cancellation(Recorded recorded, Task task, @Nullable String reason, byte[] id, Cause cause) {
        Instant at = recorded.occurredAt();
        return cancellations.output(
                topics.taskCancellations().name(),
                task.taskId(),
                Outputs.cancellation(recorded.flow(), task, reason, at),
                at,
                id,
                cause);
    }

    private Output checked(Output output) {
        if (output.bytes() > maxRecordBytes) {
            throw new OutputTooLargeException(output.topic(), output.bytes(), maxRecordBytes);
        }
        return output;
    }
}
