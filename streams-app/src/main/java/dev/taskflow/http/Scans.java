package dev.taskflow.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.http.exchange.Problem;
import dev.taskflow.query.Coverage;
import dev.taskflow.query.StateMoving;
import dev.taskflow.query.StateReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What can be answered only by reading all rows of this instance. With millions of flows that takes many seconds, so no request
 * reads by itself: there is one reader, whose answer all who ask the same share, and an answer is good for twenty times as long as it
 * took, so that however often it is asked reading takes a twentieth of one processor. A small installation's answers are thus
 * good for milliseconds. Safe for any thread.
 */
final class Scans {
    private static final int GOOD_FOR = 20;
    private static final int KEPT = 64;
    private static final int RETRY_AFTER_SECONDS = 5;

    private final StateReader reader;
    private final Clock clock;
    private final Duration patience;
    private final ExecutorService single;

    private final Map<String, CompletableFuture<Result>> underWay = new HashMap<>();
    private final Map<String, Result> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Result> eldest) {
            return size() > KEPT;
        }
    };

    /**
     * An answer; its body is not to be changed.
     *
     * @param asOf when reading began
     * @param nanos of {@link System#nanoTime()} when it ended
     * @param tookNanos how long it took
     */
    record Result(Coverage coverage, ObjectNode body, Instant asOf, long nanos, long tookNanos) {
        boolean isGood() {
            return System.nanoTime() - nanos <= GOOD_FOR * tookNanos;
        }
    }

    /**
     * @param patience how long an answer is waited for
     * @param single runs one task at a time; bounded, and refuses what is too much
     */
    Scans(StateReader reader, Clock clock, Duration patience, ExecutorService single) {
        this.reader = reader;
        this.clock = clock;
        this.patience = patience;
        this.single = single;
    }

    /**
     * The answer to a question: a new one, one that is still good, or while reading takes long the one before.
     *
     * @param question the same text for the same question
     * @param scan reads; only called if that is needed
     * @return fails with a {@link Problem} if there is none yet, or with {@link StateMoving}
     */
    CompletableFuture<Result> result(String question, Supplier<ObjectNode> scan) {
        Result before = known(question);
        if (before != null && before.isGood()) {
            return CompletableFuture.completedFuture(before);
        }
        return asked(question, scan)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (!(cause instanceof TimeoutException)) {
                        throw new CompletionException(cause);
                    }
                    Result old = known(question);
                    if (old == null) {
                        throw Problem.busy("There is much to be read for this answer: it is being done. Ask again.")
                                .retryAfter(RETRY_AFTER_SECONDS);
                    }
                    return old;
                });
    }

    /** What was read of the partitions that are here now. */
    private synchronized @Nullable Result known(String question) {
        Result result = known.get(question);
        return result != null && result.coverage.equals(reader.coverage()) ? result : null;
    }

    private synchronized CompletableFuture<Result> asked(String question, Supplier<ObjectNode> scan) {
        CompletableFuture<Result> shared = underWay.get(question);
        if (shared == null) {
            shared = new CompletableFuture<>();
            CompletableFuture<Result> answer = shared;
            try {
                single.execute(() -> run(question, scan, answer));
            } catch (RejectedExecutionException tooMany) {
                throw Problem.busy("There is too much to be read at once.").retryAfter(RETRY_AFTER_SECONDS);
            }
            underWay.put(question, shared);
        }
        return shared.copy();
    }

    private void run(String question, Supplier<ObjectNode> scan, CompletableFuture<Result> answer) {
        try {
            Result result = read(scan);
            synchronized (this) {
                known.put(question, result);
                underWay.remove(question);
            }
            answer.complete(result);
        } catch (RuntimeException | Error failure) {
            synchronized (this) {
                underWay.remove(question);
            }
            answer.completeExceptionally(failure);
        }
    }

    private Result read(Supplier<ObjectNode> scan) {
        Coverage before = reader.coverage();
        Instant asOf = clock.instant();
        long begin = System.nanoTime();
        ObjectNode body = scan.get();
        if (!before.equals(reader.coverage())) {
            throw new StateMoving("Partitions moved while they were read.");
        }
        long end = System.nanoTime();
        return new Result(before, body, asOf, end, end - begin);
    }
}
