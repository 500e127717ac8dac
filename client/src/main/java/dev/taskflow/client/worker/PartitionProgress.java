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
    private final Deque<Taken> taken = new ArrayDeque<>();

    PartitionProgress(Executions executions) {
        this.executions = executions;
    }

    void take(ConsumerRecord<byte[], byte[]> received) {
        taken.add(new Taken(received, executions.accept(received)));
    }

    boolean isFull() {
        return taken.size() >= MOST;
    }

    /** How many records wait or run; those that have ended behind them do not count. */
    int unfinished() {
        return (int) taken.stream().filter(next -> !next.verdict.isDone()).count();
    }

    /** The offset to commit, if it is another than at the last call. What was given back is taken again. */
    OptionalLong advance() {
        OptionalLong offset = OptionalLong.empty();
        for (Taken next = taken.peek(); next != null && isOver(next); next = taken.peek()) {
            taken.remove();
            offset = OptionalLong.of(next.received.offset() + 1);
        }
        taken.stream()
                .filter(next -> next.verdict.getNow(Verdict.DONE) == Verdict.GIVE_BACK)
                .forEach(next -> next.verdict = executions.accept(next.received));
        return offset;
    }

    private static boolean isOver(Taken next) {
        return next.verdict.isDone() && next.verdict.join() != Verdict.GIVE_BACK;
    }

    void dropWaiting() {
        taken.forEach(next -> executions.dropIfWaiting(next.received));
    }
}
