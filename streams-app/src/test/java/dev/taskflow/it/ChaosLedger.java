package dev.taskflow.it;

import dev.taskflow.v1.TaskOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What clients have sent, when, and when they knew that the broker had it. Times are milliseconds since the epoch by this machine's
 * clock, not the stamps on the records. Safe for many threads.
 */
final class ChaosLedger {
    private final Map<String, List<Command>> commands = new ConcurrentHashMap<>();
    private final Map<String, List<Report>> reports = new ConcurrentHashMap<>();
    private final Map<String, ChaosFlow> flows = new ConcurrentHashMap<>();
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    /** A record that was sent; {@link #takenAt} is 0 until the broker has acknowledged it. */
    static class Sent {
        final long sentAt = System.currentTimeMillis();
        private final AtomicLong acknowledgedAt = new AtomicLong();

        void acknowledged() {
            acknowledgedAt.set(System.currentTimeMillis());
        }

        boolean isTaken() {
            return acknowledgedAt.get() > 0;
        }

        /** When the broker had it at the latest; far in the future if it is not known to have it. */
        long takenAt() {
            return isTaken() ? acknowledgedAt.get() : Long.MAX_VALUE / 2;
        }
    }

    static final class Command extends Sent {
        final String commandId;
        final String kind;

        Command(String commandId, String kind) {
            this.commandId = commandId;
            this.kind = kind;
        }
    }

    static final class Report extends Sent {
        /** Null: the attempt goes on. */
        final @Nullable TaskOutcome outcome;

        Report(@Nullable TaskOutcome outcome) {
            this.outcome = outcome;
        }
    }

    Command command(String flowId, String commandId, String kind) {
        Command command = new Command(commandId, kind);
        commands.computeIfAbsent(flowId, id -> new CopyOnWriteArrayList<>()).add(command);
        return command;
    }

    /** One that is sent to where it belongs, by the attempt's own worker. */
    Report report(String dispatchId, @Nullable TaskOutcome outcome) {
        Report report = new Report(outcome);
        reports.computeIfAbsent(dispatchId, id -> new CopyOnWriteArrayList<>()).add(report);
        return report;
    }

    void flow(ChaosFlow flow) {
        flows.put(flow.id(), flow);
        order.add(flow.id());
    }

    List<String> flowIds() {
        return new ArrayList<>(order);
    }

    @Nullable
    ChaosFlow flow(String flowId) {
        return flows.get(flowId);
    }

    List<Command> commands(String flowId) {
        return commands.getOrDefault(flowId, List.of());
    }

    /** By flow, also by flows that there are not. */
    Map<String, List<Command>> allCommands() {
        return commands;
    }

    /** By the worker of one attempt, in the order of sending. */
    List<Report> reports(String dispatchId) {
        return reports.getOrDefault(dispatchId, List.of());
    }
}
