package dev.taskflow.topology;

import dev.taskflow.rules.CancelIntent;
import dev.taskflow.rules.Flow;
import dev.taskflow.v1.FlowStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How the flows of one partition stand: every change is added to what was there when the partition came. Both are sums, so it
 * does not matter which is added first. Changed by the partition's stream thread and by its {@link FirstCount}, read by any.
 */
final class PartitionTally {
    private static final long NEVER = Long.MIN_VALUE;

    private final EnumCounts<FlowStatus> open = new EnumCounts<>(FlowStatus.class);
    private final AtomicLong activeTasks = new AtomicLong();

    /** How many open flows were asked to cancel in each second of the epoch; bounded by how long a cancel may take. */
    private final ConcurrentSkipListMap<Long, Long> cancels = new ConcurrentSkipListMap<>();

    private volatile long timersServedUntil = NEVER;
    private volatile boolean counted;
    private volatile boolean over;

    void changed(@Nullable Flow before, Flow after) {
        boolean wasOpen = before != null && !before.isTerminal();
        boolean isOpen = !after.isTerminal();
        if (before == null || wasOpen != isOpen || before.status() != after.status()) {
            if (before != null && wasOpen) {
                open.add(before.status(), -1);
            }
            if (isOpen) {
                open.add(after.status(), 1);
            }
        }
        int more = after.tasks().active() - (before == null ? 0 : before.tasks().active());
        if (more != 0) {
            activeTasks.addAndGet(more);
        }
        boolean wasCancelling = isCancelling(before);
        boolean isCancelling = isCancelling(after);
        if (wasCancelling != isCancelling) {
            cancelling(isCancelling ? after : before, isCancelling ? 1 : -1);
        }
    }

    /** Adds a flow that was there before. */
    void found(Flow flow) {
        if (!flow.isTerminal()) {
            open.add(flow.status(), 1);
        }
        if (flow.tasks().active() != 0) {
            activeTasks.addAndGet(flow.tasks().active());
        }
        if (isCancelling(flow)) {
            cancelling(flow, 1);
        }
    }

    private static boolean isCancelling(@Nullable Flow flow) {
        return flow != null && flow.cancelIntent() != null && !flow.isTerminal();
    }

    private void cancelling(@Nullable Flow flow, long more) {
        CancelIntent intent = flow == null ? null : flow.cancelIntent();
        if (intent != null) {
            long second = intent.requestedAt().getEpochSecond();
            cancels.merge(second, more, (one, other) -> one + other == 0 ? null : one + other);
        }
    }

    void timersServed(Instant until) {
        timersServedUntil = until.toEpochMilli();
    }

    void counted() {
        counted = true;
    }

    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    boolean isCounted() {
        return counted;
    }

    long open(FlowStatus status) {
        return open.get(status);
    }

    long activeTasks() {
        return activeTasks.get();
    }

    long cancelling() {
        return cancels.values().stream().mapToLong(Long::longValue).sum();
    }

    /** To the second; empty if no open flow has the cancel intent. */
    Optional<Instant> oldestCancel() {
        for (Map.Entry<Long, Long> each : cancels.entrySet()) {
            if (each.getValue() > 0) { // a flow that is yet to be found may have settled already
                return Optional.of(Instant.ofEpochSecond(each.getKey()));
            }
        }
        return Optional.empty();
    }

    /** All timers that were due then have been carried out. */
    Optional<Instant> timersServedUntil() {
        long until = timersServedUntil;
        return until == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(until));
    }
}
