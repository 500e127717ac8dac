package dev.taskflow.http;

import dev.taskflow.query.AuditCode;
import dev.taskflow.query.AuditFinding;
import dev.taskflow.query.AuditReport;
import dev.taskflow.query.AuditThresholds;
import dev.taskflow.query.Coverage;
import dev.taskflow.query.FlowCounts;
import dev.taskflow.query.FlowFilter;
import dev.taskflow.query.FlowPage;
import dev.taskflow.query.FlowPosition;
import dev.taskflow.query.Instances;
import dev.taskflow.query.Location;
import dev.taskflow.query.Lookup;
import dev.taskflow.query.Page;
import dev.taskflow.query.StateMoving;
import dev.taskflow.query.StateReader;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.StateView;
import dev.taskflow.rules.Task;
import dev.taskflow.serde.StoredCodec;
import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.FlowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** The flows of some partitions, in memory: one instance's state. */
final class MemoryState implements StateReader, StateView {
    static final int PARTITIONS = 6;

    private final SortedMap<String, Flow> flows = new ConcurrentSkipListMap<>();
    private final Map<String, SortedMap<String, Task>> tasks = new HashMap<>();
    private final Set<Integer> here = new HashSet<>();
    final Map<Integer, HostInfo> elsewhere = new TreeMap<>();
    final List<HostInfo> standbys = new ArrayList<>();
    final Set<HostInfo> instances = new HashSet<>();
    final Set<String> unreadable = new HashSet<>();
    volatile boolean moving;
    volatile boolean copy;

    MemoryState(Collection<Integer> partitions) {
        here.addAll(partitions);
    }

    static MemoryState ofAll() {
        return new MemoryState(Stream.iterate(0, i -> i + 1).limit(PARTITIONS).toList());
    }

    static int partition(String flowId) {
        return FlowPartitioner.partitionOf(flowId, PARTITIONS);
    }

    synchronized void put(@Nullable Flow flow, Collection<Task> changed) {
        if (flow != null) {
            flows.put(flow.id(), flow);
        }
        changed.forEach(task ->
                tasks.computeIfAbsent(task.flowId(), id -> new TreeMap<>()).put(task.runId(), task));
    }

    private void check() {
        if (moving) {
            throw new StateMoving("State moves.");
        }
    }

    private void checkFlow(String flowId, Freshness freshness) {
        if (!here.contains(partition(flowId)) || (moving && freshness == Freshness.CURRENT)) {
            if (freshness == Freshness.CURRENT || !copy) {
                throw new StateMoving("The flow's partition is not here.");
            }
        }
        if (unreadable.contains(flowId)) {
            StoredCodec.of(FlowRecord.class).decode(new byte[] {1}); // throws what the store throws
        }
    }

    @Override
    public Location locate(String flowId) {
        int partition = partition(flowId);
        if (here.contains(partition)) {
            return new Location.Here();
        }
        HostInfo other = elsewhere.get(partition);
        if (other == null) {
            throw new StateMoving("Nobody has the partition.");
        }
        return new Location.There(other, standbys);
    }

    @Override
    public int partitions() {
        return PARTITIONS;
    }

    @Override
    public Coverage coverage() {
        check();
        Map<Integer, Long> lives = new HashMap<>();
        here.forEach(partition -> lives.put(partition, 1L));
        return new Coverage(lives);
    }

    @Override
    public Instances instances() {
        return new Instances(instances, !moving);
    }

    @Override
    public synchronized Optional<Flow> flow(String flowId, Freshness freshness) {
        checkFlow(flowId, freshness);
        return Optional.ofNullable(flows.get(flowId));
    }

    @Override
    public synchronized Optional<Task> task(String flowId, String runId, Freshness freshness) {
        checkFlow(flowId, freshness);
        return Optional.ofNullable(task(flowId, runId));
    }

    @Override
    public synchronized Page<Task> tasks(String flowId, Optional<String> afterRunId, int limit, Freshness freshness) {
        checkFlow(flowId, freshness);
        List<Task> behind = tasks.getOrDefault(flowId, new TreeMap<>()).values().stream()
                .filter(task -> afterRunId.isEmpty() || task.runId().compareTo(afterRunId.get()) > 0)
                .toList();
        return new Page<>(behind.stream().limit(limit).toList(), behind.size() > limit);
    }

    private Stream<Flow> matching(FlowFilter filter) {
        return flows.values().stream().filter(filter::matches).sorted(java.util.Comparator.comparing(FlowPosition::of));
    }

    @Override
    public synchronized FlowPage flows(FlowFilter filter, Optional<FlowPosition> after, int limit) {
        check();
        List<Flow> behind = matching(filter)
                .filter(flow -> after.isEmpty() || FlowPosition.of(flow).compareTo(after.get()) > 0)
                .toList();
        List<Flow> page = behind.stream().limit(limit).toList();
        return new FlowPage(
                page,
                behind.size() > limit ? Optional.of(FlowPosition.of(page.get(page.size() - 1))) : Optional.empty());
    }

    @Override
    public synchronized FlowCounts counts(Optional<String> ownerKey) {
        check();
        Map<FlowStatus, Long> counts = new EnumMap<>(FlowStatus.class);
        matching(FlowFilter.all(ownerKey)).forEach(flow -> counts.merge(flow.status(), 1L, Long::sum));
        return new FlowCounts(
                counts,
                matching(FlowFilter.all(ownerKey))
                        .filter(flow -> flow.cancelIntent() != null && !flow.isTerminal())
                        .count());
    }

    @Override
    public synchronized Optional<Lookup> lookup(String token, Optional<String> ownerKey) {
        check();
        if (ownerKey.filter(owner -> !owner.equals(token)).isPresent()) {
            return Optional.empty();
        }
        List<Flow> all = matching(FlowFilter.all(Optional.of(token))).toList();
        return all.stream()
                .filter(flow -> !flow.isTerminal())
                .findFirst()
                .map(flow -> new Lookup(flow, Lookup.Match.NEWEST_OPEN))
                .or(() -> all.stream().findFirst().map(flow -> new Lookup(flow, Lookup.Match.NEWEST)));
    }

    @Override
    public synchronized AuditReport audit(
            Optional<String> ownerKey, AuditThresholds thresholds, Instant now, int limit) {
        check();
        List<AuditFinding> all = matching(FlowFilter.all(ownerKey))
                .map(flow -> new AuditFinding(
                        AuditCode.STALE_RUNNING,
                        flow.id(),
                        Optional.of(flow.origin().ownerKey()),
                        Optional.empty(),
                        Optional.of(flow.updatedAt()),
                        "runs without an active task"))
                .toList();
        return new AuditReport(all.stream().limit(limit).toList(), all.size() > limit);
    }

    @Override
    public synchronized @Nullable Flow flow(String flowId) {
        return flows.get(flowId);
    }

    @Override
    public synchronized @Nullable Task task(String flowId, String runId) {
        return tasks.getOrDefault(flowId, new TreeMap<>()).get(runId);
    }

    @Override
    public synchronized boolean forEachTask(String flowId, @Nullable String afterRunId, Predicate<Task> visitor) {
        for (Task task : List.copyOf(tasks.getOrDefault(flowId, new TreeMap<>()).values())) {
            if ((afterRunId == null || task.runId().compareTo(afterRunId) > 0) && !visitor.test(task)) {
                return false;
            }
        }
        return true;
    }
}
