package dev.taskflow.client.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of one partition from the first without a verdict on. For one thread. */
final class PartitionProgress {
    private static final class Taken {
        final ConsumerRecord<byte[], byte[]> received;
        CompletableFuture<Verdict> verdict;

        Taken(ConsumerRecord<byte[], byte[]> received, CompletableFuture<Verdict> verdict) {
            this.received = received;
            this.verdict = verdict;
        }
    }

    /** What may have ended behind a slow task; after a crash all of it comes again. */
    private static final int MOST = 10_000;

    private final Executions executions;
    private final Runnable decided;
    private final Deque<Taken> taken = new ArrayDeque<>();
    private long reached;
    private long committed;

    /** @param decided is run at each verdict, by any thread */
    PartitionProgress(Executions executions, Runnable decided) {
        this.executions = executions;
        this.decided = decided;
    }

    void take(ConsumerRecord<byte[], byte[]> received) {
        taken.add(new Taken(received, accept(received)));
    }

    boolean isFull() {
        return taken.size() >= MOST;
    }

    /** How many records wait or run; those that have ended behind them do not count. */
    int unfinished() {
        return (int) taken.stream().filter(next -> !next.verdict.isDone()).count();
    }

    /** Passes by what is over at the front. What was given back is taken again. */
    void advance() {
        for (Taken next = taken.peek(); next != null && isOver(next); next = taken.peek()) {
            taken.remove();
            reached = next.received.offset() + 1;
        }
        taken.stream()
                .filter(next -> next.verdict.getNow(Verdict.DONE) == Verdict.GIVE_BACK)
                .forEach(next -> next.verdict = accept(next.received));
    }

    /** The offset to commit, if it is not committed yet. */
    OptionalLong uncommitted() {
        return reached > committed ? OptionalLong.of(reached) : OptionalLong.empty();
    }

    void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    private CompletableFuture<Verdict> accept(ConsumerRecord<byte[], byte[]> received) {
        CompletableFuture<Verdict> verdict = executions.accept(received);
        CompletableFuture<Void> unused = verdict.thenRun(decided);
        return verdict;
    }

    private static boolean isOver(Taken next) {
        return next.verdict.isDone() && next.verdict.join() != Verdict.GIVE_BACK;
    }

    void dropWaiting() {
        taken.forEach(next -> executions.dropIfWaiting(next.received));
    }
}
