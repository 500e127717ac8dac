package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.UnreadableRecordException;
import dev.taskflow.state.PartitionState;
import dev.taskflow.state.RowIterator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges all flows and tasks of some partitions. Flows and tasks are both in the order of flow ids, so one walk over both
 * meets each flow with its tasks and holds one row of each at a time.
 */
final class AuditScan {
    /** How often a flow that changes while it is looked at is looked at again, before that is left to the next audit. */
    private static final int LOOKS = 3;

    private final PartitionState partition;
    private final Optional<String> ownerKey;
    private final Audit audit;
    private final int limit;
    private final List<AuditFinding> findings;

    private AuditScan(
            PartitionState partition, Optional<String> ownerKey, Audit audit, int limit, List<AuditFinding> findings) {
        this.partition = partition;
        this.ownerKey = ownerKey;
        this.audit = audit;
        this.limit = limit;
        this.findings = findings;
    }

    /** See {@link StateReader#audit}. */
    static AuditReport report(
            Collection<PartitionState> partitions, Optional<String> ownerKey, Audit audit, int limit) {
        List<AuditFinding> findings = new ArrayList<>();
        for (PartitionState partition : partitions) {
            new AuditScan(partition, ownerKey, audit, limit, findings).run();
        }
        // A flow gives several findings at once, so there may be some more than the limit.
        return findings.size() > limit
                ? new AuditReport(findings.subList(0, limit), true)
                : new AuditReport(findings, false);
    }

    private void run() {
        try (RowIterator<Flow> flows = partition.allFlows();
                RowIterator<Task> tasks = partition.allTasks()) {
            while (findings.size() <= limit) {
                RowIterator.Row<Flow> flow = flows.peek();
                RowIterator.Row<Task> task = tasks.peek();
                if (task != null && (flow == null || task.flowId().compareTo(flow.flowId()) < 0)) {
                    // Of a flow that was made or pruned in between the two walks' beginnings.
                    walk(task.flowId(), Optional.empty(), "", tasks);
                } else if (flow != null) {
                    flows.next();
                    walk(flow.flowId(), flow.value(), flow.fault(), tasks);
                } else {
                    return;
                }
            }
        }
    }

    private void walk(String flowId, Optional<Flow> flow, String fault, RowIterator<Task> tasks) {
        boolean wanted =
                ownerKey.isEmpty() || flow.map(each -> each.origin().ownerKey()).equals(ownerKey);
        String firstFault = fault;
        Links links = new Links(flow.orElse(null));
        for (RowIterator.Row<Task> row = tasks.peek();
                row != null && row.flowId().equals(flowId);
                row = tasks.peek()) {
            tasks.next();
            firstFault = firstFault.isEmpty() ? row.fault() : firstFault;
            if (wanted && flow.isPresent() && row.value().isPresent() && findings.size() <= limit) {
                findings.addAll(audit.task(flow.get(), row.value().get()));
            }
            row.value().ifPresent(links::add);
        }
        if (!wanted) {
            return;
        }
        if (!firstFault.isEmpty()) {
            findings.add(Audit.unreadable(flowId, flow, firstFault));
        } else if (flow.isPresent()) {
            findings.addAll(audit.flow(flow.get()));
            if (!links.judged(audit).isEmpty()) {
                findings.addAll(lookedAtAgain(flowId));
            }
        }
    }

    /** A change between the reads of the flow and of its tasks looks like a fault, so only a look without one counts. */
    private List<AuditFinding> lookedAtAgain(String flowId) {
        try {
            for (int look = 0; look < LOOKS; look++) {
                Flow before = partition.flow(flowId);
                if (before == null) {
                    return List.of();
                }
                Links links = new Links(before);
                partition.forEachTask(flowId, null, task -> {
                    links.add(task);
                    return true;
                });
                if (before.equals(partition.flow(flowId))) {
                    return links.judged(audit);
                }
            }
            return List.of();
        } catch (UnreadableRecordException meanwhile) {
            return List.of(Audit.unreadable(flowId, Optional.empty(), String.valueOf(meanwhile.getMessage())));
        }
    }

    /** How a flow and its tasks fit together. */
    private static final class Links {
        private final @Nullable Flow flow;
        private final @Nullable String blockedRunId;
        private int active;
        private boolean blockedTaskThere;

        Links(@Nullable Flow flow) {
            this.flow = flow;
            this.blockedRunId = flow == null ? null : Audit.blockedRunId(flow);
        }

        void add(Task task) {
            active += task.isActive() ? 1 : 0;
            blockedTaskThere |= task.runId().equals(blockedRunId);
        }

        List<AuditFinding> judged(Audit audit) {
            return flow == null ? List.of() : audit.links(flow, active, blockedTaskThere);
        }
    }
}
