package dev.taskflow.topology;

import dev.taskflow.rules.CommandType;
import dev.taskflow.rules.Counts;
import dev.taskflow.rules.Decision;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Reply;
import dev.taskflow.state.FlowStore;
import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the processors of one instance have done since it started, and how the flows of its partitions stand. Made for
 * thousands of inputs a second and millions of stored flows: an input costs a few counters and nothing is ever read from a
 * store to answer a question. How many flows are open is kept up with every change ({@link PartitionTally}); only what a
 * partition held when it came here is counted once, in the background ({@link FirstCount}).
 *
 * <p>Counts are of what was decided: an input that is processed again, as its transaction was undone, counts again. Safe for any
 * thread.
 */
public final class Tally {
    private final Executor firstCounts;
    private final Map<CommandType, EnumCounts<CommandOutcome>> commands = new EnumMap<>(CommandType.class);
    private final EnumCounts<RejectionCode> rejections = new EnumCounts<>(RejectionCode.class);
    private final EnumCounts<FlowStatus> flowsSettled = new EnumCounts<>(FlowStatus.class);
    private final EnumCounts<TaskStatus> tasksEnded = new EnumCounts<>(TaskStatus.class);
    private final EnumCounts<Decision.Reason> ignored = new EnumCounts<>(Decision.Reason.class);
    private final LongAdder tasksSpawned = new LongAdder();
    private final LongAdder rerouted = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder quarantined = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final Map<Integer, PartitionTally> partitions = new ConcurrentHashMap<>();
    private volatile Consumer<Duration> cancelSettled = took -> {};

    /** Counts what a partition holds in the thread that brings it here: for tests, where that is little. */
    public Tally() {
        this(Runnable::run);
    }

    private Tally(Executor firstCounts) {
        this.firstCounts = firstCounts;
        for (CommandType type : CommandType.values()) {
            commands.put(type, new EnumCounts<>(CommandOutcome.class));
        }
    }

    /** Counts what a partition holds in a thread of its own, which ends when there is nothing to count. */
    public static Tally inBackground() {
        return new Tally(FirstCount.executor());
    }

    void decided(CommandType type, Reply reply) {
        EnumCounts<CommandOutcome> outcomes = commands.get(type);
        if (outcomes != null) {
            outcomes.add(reply.outcome(), 1);
        }
        if (reply instanceof Reply.Rejected rejected) {
            rejections.add(rejected.code(), 1);
        }
    }

    void ignored(Decision.Reason reason) {
        ignored.add(reason, 1);
    }

    void rerouted() {
        rerouted.increment();
    }

    void deadLettered() {
        deadLettered.increment();
    }

    void quarantined() {
        quarantined.increment();
    }

    void skipped() {
        skipped.increment();
    }

    /**
     * Notes a change of a flow.
     *
     * @param before null: there was no flow
     * @param now when it was decided, by the clock
     */
    void changed(@Nullable Flow before, Flow after, PartitionTally partition, Instant now) {
        Counts had = before == null ? Counts.NONE : before.tasks();
        Counts has = after.tasks();
        tasksSpawned.add(has.total() - had.total());
        tasksEnded.add(TaskStatus.SUCCEEDED, has.succeeded() - had.succeeded());
        tasksEnded.add(TaskStatus.FAILED, has.failed() - had.failed());
        tasksEnded.add(TaskStatus.TIMED_OUT, has.timedOut() - had.timedOut());
        tasksEnded.add(TaskStatus.CANCELLED, has.cancelled() - had.cancelled());
        tasksEnded.add(TaskStatus.LOST, has.lost() - had.lost());
        if (after.isTerminal() && (before == null || !before.isTerminal())) {
            flowsSettled.add(after.status(), 1);
            if (after.cancelIntent() != null) {
                cancelSettled.accept(since(after.cancelIntent().requestedAt(), now));
            }
        }
        partition.changed(before, after);
    }

    /**
     * A partition is here in full: counts what it holds. To be called before anything of it is changed, in the processor's
     * {@code init}: then no row is in a cache of Kafka Streams, whose iterators are no snapshots.
     */
    PartitionTally begin(int partition, FlowStore flows, Instant now) {
        PartitionTally tally = new PartitionTally();
        PartitionTally cutShort = partitions.put(partition, tally);
        if (cutShort != null) {
            cutShort.end();
        }
        tally.timersServed(now);
        firstCounts.execute(new FirstCount(flows.allWithoutDetails(), tally));
        return tally;
    }

    /** A partition goes away. */
    void end(int partition, PartitionTally tally) {
        partitions.remove(partition, tally);
        tally.end();
    }

    /** Tells from now on of each flow that settles with the cancel intent how long it took from the command's timestamp until that was decided; at most one listener. */
    public void onCancelSettled(Consumer<Duration> listener) {
        cancelSettled = listener;
    }

    /** Commands decided. */
    public long commands(CommandType type, CommandOutcome outcome) {
        EnumCounts<CommandOutcome> outcomes = commands.get(type);
        return outcomes == null ? 0 : outcomes.get(outcome);
    }

    /** Commands rejected. */
    public long rejections(RejectionCode code) {
        return rejections.get(code);
    }

    /** Flows that reached this status as their last. */
    public long flowsSettled(FlowStatus status) {
        return flowsSettled.get(status);
    }

    /** Tasks that came to be. */
    public long tasksSpawned() {
        return tasksSpawned.sum();
    }

    /** Tasks that reached this status as their last. */
    public long tasksEnded(TaskStatus status) {
        return tasksEnded.get(status);
    }

    /** Reports and timers that counted for nothing (A2, T2, T4). */
    public long ignoredInputs(Decision.Reason reason) {
        return ignored.get(reason);
    }

    /** Records that were on a wrong partition and were sent on. */
    public long reroutedRecords() {
        return rerouted.sum();
    }

    /** Records that were set aside (X1, X4). */
    public long deadLetters() {
        return deadLettered.sum();
    }

    /** Records that were read again although they had been processed, as the group's offsets were lost. */
    public long skippedRecords() {
        return skipped.sum();
    }

    /** How often an input or a timer met a stored record that cannot be read (X2). */
    public long quarantines() {
        return quarantined.sum();
    }

    /** Open flows of this status. */
    public long openFlows(FlowStatus status) {
        return sum(each -> each.open(status));
    }

    /** Active tasks. */
    public long activeTasks() {
        return sum(PartitionTally::activeTasks);
    }

    /** Open flows with the cancel intent. */
    public long cancellingFlows() {
        return sum(PartitionTally::cancelling);
    }

    /** For how long the open flow that was asked first to cancel has been so; zero if none was. To the second. */
    public Duration oldestCancel(Instant now) {
        return all().stream()
                .map(PartitionTally::oldestCancel)
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .map(at -> since(at, now))
                .orElse(Duration.ZERO);
    }

    /** How late timers are at most: a little more than the pace at which they are looked for, unless there are too many. */
    public Duration timersOverdue(Instant now) {
        return all().stream()
                .map(PartitionTally::timersServedUntil)
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .map(at -> since(at, now))
                .orElse(Duration.ZERO);
    }

    /** Partitions whose open flows are being counted; until that is zero the numbers of open ones are too low. */
    public long partitionsBeingCounted() {
        return all().stream().filter(each -> !each.isCounted()).count();
    }

    private Collection<PartitionTally> all() {
        return partitions.values();
    }

    private long sum(ToLongFunction<PartitionTally> what) {
        return all().stream().mapToLong(what).sum();
    }

    private static Duration since(Instant at, Instant now) {
        return at.isBefore(now) ? Duration.between(at, now) : Duration.ZERO;
    }
}
