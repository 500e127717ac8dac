package dev.taskflow.query;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import dev.taskflow.state.LivePartitions;
import dev.taskflow.state.PartitionState;
import dev.taskflow.state.StoreNames;
import dev.taskflow.topics.FlowPartitioner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Reads the stores of a running Kafka Streams instance.
 *
 * <p>Kafka Streams hands out the store of a standby that has just become active, or one that is being restored from nothing,
 * as an active one for a moment. So what is current is decided here: the processors say when a partition begins and ends
 * ({@link LivePartitions}), and a read counts only if the partition was live, without a break, from before it until after it. That
 * also lets partitions that stay be read while others move.
 *
 * <p>An instance that has lost Kafka does not hear that its partitions have gone to another. So a partition counts as live only while
 * the group answers the thread that processes it ({@link GroupContact}), after the read as well as before it.
 */
public final class KafkaStateReader implements StateReader {
    private final KafkaStreams streams;
    private final LivePartitions live;
    private final GroupContact group;
    private final Settings settings;
    private final StoreLags lags;

    /**
     * What this instance is.
     *
     * @param partitions how many partitions the flows of all instances are on
     * @param self where other instances reach this one; empty: it is alone
     * @param mostStale how many changelog records a copy may be behind to be read
     */
    public record Settings(int partitions, Optional<HostInfo> self, long mostStale) {}

    public KafkaStateReader(
            KafkaStreams streams, LivePartitions live, GroupContact group, StoreLags lags, Settings settings) {
        this.streams = streams;
        this.live = live;
        this.group = group;
        this.lags = lags;
        this.settings = settings;
    }

    @Override
    public Location locate(String flowId) {
        boolean here = live.now().containsKey(partitionOf(flowId));
        if (settings.self().isEmpty()) {
            if (here) {
                return new Location.Here();
            }
            throw new StateMoving("The flow's partition is not here, and without " + StateMoving.ADDRESS_KEY
                    + " this instance knows no other.");
        }
        KeyQueryMetadata known =
                asked(() -> streams.queryMetadataForKey(StoreNames.FLOWS, flowId, new StringSerializer()));
        HostInfo active = known.activeHost();
        if (active.equals(HostInfo.unavailable())) { // as in KeyQueryMetadata.NOT_AVAILABLE
            throw new StateMoving("No instance processes the flow's partition now.");
        }
        boolean ours = settings.self().get().equals(active);
        if (ours != here) {
            throw new StateMoving(
                    ours ? "The flow's partition is being restored here." : "The flow's partition moves.");
        }
        return here ? new Location.Here() : new Location.There(active, List.copyOf(known.standbyHosts()));
    }

    @Override
    public int partitions() {
        return settings.partitions();
    }

    @Override
    public Coverage coverage() {
        return new Coverage(live.now());
    }

    @Override
    public Instances instances() {
        Set<Integer> processed = new HashSet<>();
        boolean disjoint = true;
        Set<HostInfo> all = new HashSet<>();
        settings.self().ifPresent(all::add);
        if (settings.self().isPresent()) {
            for (StreamsMetadata instance : asked(streams::metadataForAllStreamsClients)) {
                if (!instance.hostInfo().equals(HostInfo.unavailable())) {
                    all.add(instance.hostInfo());
                }
                Set<Integer> its = new HashSet<>();
                instance.topicPartitions().forEach(partition -> its.add(partition.partition()));
                for (int partition : its) {
                    disjoint &= processed.add(partition);
                }
            }
        } else {
            processed.addAll(live.now().keySet());
        }
        return new Instances(all, disjoint && processed.size() == settings.partitions());
    }

    @Override
    public Optional<Flow> flow(String flowId, Freshness freshness) {
        return read(flowId, freshness, partition -> Optional.ofNullable(partition.flow(flowId)));
    }

    @Override
    public Optional<Task> task(String flowId, String runId, Freshness freshness) {
        return read(flowId, freshness, partition -> Optional.ofNullable(partition.task(flowId, runId)));
    }

    @Override
    public Page<Task> tasks(String flowId, Optional<String> afterRunId, int limit, Freshness freshness) {
        return read(flowId, freshness, partition -> {
            List<Task> tasks = new ArrayList<>();
            boolean last = partition.forEachTask(flowId, afterRunId.orElse(null), task -> {
                tasks.add(task);
                return tasks.size() < limit;
            });
            return new Page<>(tasks, !last);
        });
    }

    @Override
    public FlowPage flows(FlowFilter filter, Optional<FlowPosition> after, int limit) {
        return readAll(partitions -> FlowLists.page(partitions, filter, after, limit));
    }

    @Override
    public FlowCounts counts(Optional<String> ownerKey) {
        return readAll(partitions -> FlowLists.counts(partitions, ownerKey));
    }

    @Override
    public Optional<Lookup> lookup(String token, Optional<String> ownerKey) {
        if (live.now().containsKey(partitionOf(token))) {
            Optional<Flow> flow = flow(token, Freshness.CURRENT)
                    .filter(each ->
                            ownerKey.map(each.origin().ownerKey()::equals).orElse(true));
            if (flow.isPresent()) {
                return flow.map(each -> new Lookup(each, Lookup.Match.FLOW_ID));
            }
        }
        return ownerKey.map(token::equals).orElse(true)
                ? readAll(partitions -> Lookups.newest(partitions, token))
                : Optional.empty();
    }

    @Override
    public AuditReport audit(Optional<String> ownerKey, AuditThresholds thresholds, Instant now, int limit) {
        return readAll(partitions -> AuditScan.report(partitions, ownerKey, new Audit(thresholds, now), limit));
    }

    private int partitionOf(String flowId) {
        return FlowPartitioner.partitionOf(flowId, settings.partitions());
    }

    private <T> T read(String flowId, Freshness freshness, Function<PartitionState, T> query) {
        int partition = partitionOf(flowId);
        if (freshness == Freshness.CURRENT || live.now().containsKey(partition)) {
            return readLive(
                    Set.of(partition), states -> query.apply(states.iterator().next()));
        }
        OptionalLong behind = lags.of(partition);
        if (behind.isEmpty()) {
            throw new StateMoving("There is no copy of the flow's partition here.");
        }
        if (behind.getAsLong() > settings.mostStale()) {
            throw new StateMoving("The copy of the flow's partition is " + behind.getAsLong() + " records behind.");
        }
        return asked(() -> query.apply(state(partition)));
    }

    private <T> T readAll(Function<Collection<PartitionState>, T> query) {
        Set<Integer> partitions = live.now().keySet();
        if (settings.self().isEmpty() && partitions.size() < settings.partitions()) {
            throw new StateMoving("Not all partitions are here, and without " + StateMoving.ADDRESS_KEY
                    + " this instance knows no other.");
        }
        return readLive(partitions, query);
    }

    private <T> T readLive(Set<Integer> partitions, Function<Collection<PartitionState>, T> query) {
        Map<Integer, Long> before = live.now();
        if (!before.keySet().containsAll(partitions)) {
            throw new StateMoving("The flow's partition is not here now.");
        }
        checkMembership(partitions);
        T result;
        try {
            result = query.apply(partitions.stream().map(this::state).toList());
        } catch (InvalidStateStoreException closed) {
            throw moved(closed);
        } catch (RuntimeException failed) {
            // A store that is closed in the middle of a read fails in more ways than one.
            throw isAsBefore(partitions, before) ? failed : moved(failed);
        }
        if (!isAsBefore(partitions, before)) {
            throw new StateMoving("The partition moved while it was read.");
        }
        checkMembership(partitions);
        return result;
    }

    private void checkMembership(Set<Integer> partitions) {
        for (int partition : partitions) {
            if (!group.isMember(live.threadOf(partition))) {
                throw new StateMoving("Kafka's group has not answered this instance for the session time-out;"
                        + " another may process the partition by now.");
            }
        }
    }

    private boolean isAsBefore(Set<Integer> partitions, Map<Integer, Long> before) {
        Map<Integer, Long> now = live.now();
        return partitions.stream().allMatch(each -> Objects.equals(before.get(each), now.get(each)));
    }

    private PartitionState state(int partition) {
        return new PartitionState(
                rows(StoreNames.FLOWS, partition),
                rows(StoreNames.TASKS, partition),
                rows(StoreNames.OWNERS, partition));
    }

    private <K> ReadOnlyKeyValueStore<K, byte[]> rows(String store, int partition) {
        return asked(() -> streams.store(
                StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<K, byte[]>keyValueStore())
                        .withPartition(partition)
                        // Any copy: whether it is current is not left to Kafka Streams.
                        .enableStaleStores()));
    }

    /** Kafka Streams says with an IllegalStateException that it does not run. */
    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (InvalidStateStoreException | IllegalStateException notNow) {
            throw moved(notNow);
        }
    }

    private static StateMoving moved(RuntimeException cause) {
        return new StateMoving("State cannot be read now, as it moves or is being restored.", cause);
    }
}
