package dev.taskflow.benchmarks.taskflow;

import dev.taskflow.client.TaskSpecs;
import dev.taskflow.v1.Completion;
import dev.taskflow.v1.CreateFlow;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.ReplyMode;
import dev.taskflow.v1.RequestCancel;
import dev.taskflow.v1.SpawnTasks;
import dev.taskflow.v1.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The commands of flows that settle when their tasks have. Immutable. */
final class FlowCommands {
    /** The only owner. */
    static final String OWNER = "acme";

    /** The only worker pool. */
    static final String RUNTIME = "default";

    /** Few enough for the default limits of a command (X4). */
    private static final int TASKS_PER_COMMAND = 500;

    private final CreateFlow create;
    private final List<SpawnTasks> spawns = new ArrayList<>();
    private final RequestCancel cancel =
            RequestCancel.newBuilder().setReason("benchmark").build();

    /** For flows with this many tasks. */
    FlowCommands(int tasksPerFlow) {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i < tasksPerFlow; i++) {
            tasks.add(TaskSpecs.json("r" + i, RUNTIME, "{\"item\": 4711}"));
        }
        // Created with its tasks a flow is sealed (T7); a larger one is by its last spawn.
        boolean small = tasksPerFlow <= TASKS_PER_COMMAND;
        create = CreateFlow.newBuilder()
                .setControllerId("benchmark")
                .setGoal("ship order 4711")
                .setCompletion(Completion.WHEN_TASKS_SETTLE)
                .setTasks(small ? tasks : List.of())
                .build();
        for (int from = 0; !small && from < tasksPerFlow; from += TASKS_PER_COMMAND) {
            int to = Math.min(tasksPerFlow, from + TASKS_PER_COMMAND);
            spawns.add(new SpawnTasks(List.copyOf(tasks.subList(from, to)), to == tasksPerFlow));
        }
    }

    /** All that begins a flow, in order. */
    List<FlowCommand> start(String flowId) {
        List<FlowCommand> commands = new ArrayList<>(1 + spawns.size());
        commands.add(command(flowId, create, null, null));
        spawns.forEach(spawn -> commands.add(command(flowId, null, spawn, null)));
        return commands;
    }

    FlowCommand cancel(String flowId) {
        return command(flowId, null, null, cancel);
    }

    /** Not by a builder, which copies and checks what is known to be right. */
    private static FlowCommand command(
            String flowId, @Nullable CreateFlow create, @Nullable SpawnTasks spawn, @Nullable RequestCancel cancel) {
        return new FlowCommand(
                UUID.randomUUID().toString(),
                flowId,
                OWNER,
                Instant.now(),
                null,
                ReplyMode.ON_REJECT,
                create,
                spawn,
                null,
                null,
                null,
                null,
                cancel,
                null,
                null);
    }
}
