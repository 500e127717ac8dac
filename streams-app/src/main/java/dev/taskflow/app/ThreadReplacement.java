package dev.taskflow.app;

import dev.taskflow.app.progress.ProgressView;
import dev.taskflow.serde.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.processor.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a processing thread that died, because most causes pass (a broker restarting, a fenced producer), but gives the
 * whole instance up when the cause cannot pass, comes again without a commit in between, or threads die too often, so that
 * its surroundings notice. Called by the dying threads, by several at once.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    /** In one {@link #WINDOW}, for each thread that is configured. */
    static final int MOST_REPLACEMENTS = 10;

    static final Duration WINDOW = Duration.ofMinutes(5);

    /** A cause that repeats for so many times the time after which work counts as stuck does not pass. */
    static final int LASTING_STALLS = 5;

    /** A record that is too large is tried once more: another thread may make other batches. */
    static final int MOST_TOO_LARGE = 2;

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    /** As RocksDB and Java say ENOSPC; both have no exception of its own for it. */
    private static final Pattern DISK_FULL = Pattern.compile("No space left on device|Disk quota exceeded");

    private static final Pattern DIGITS = Pattern.compile("\\d+");

    /** A cause at its place; numbers in its message tell two of them not apart. */
    private record Cause(Optional<TaskId> task, Class<?> type, String message) {}

    /** A cause that came again and again without a commit in between. */
    private record Repeated(Instant first, Instant last, int times, long position) {}

    private final Clock clock;
    private final int most;
    private final Duration lasting;
    private final Duration gap;
    private final ProgressView progress;
    private final Deque<Instant> deaths = new ArrayDeque<>();
    private final Map<Cause, Repeated> repeated = new HashMap<>();
    private final AtomicReference<Throwable> fatal = new AtomicReference<>();
    private final CompletableFuture<Throwable> gaveUp = new CompletableFuture<>();

    /**
     * @param threads how many are configured
     * @param stall after which time work without a commit counts as stuck
     */
    ThreadReplacement(Clock clock, int threads, Duration stall, ProgressView progress) {
        this.clock = clock;
        most = MOST_REPLACEMENTS * threads;
        lasting = stall.multipliedBy(LASTING_STALLS);
        gap = stall.multipliedBy(2).compareTo(WINDOW) > 0 ? stall.multipliedBy(2) : WINDOW;
        this.progress = progress;
    }

    /** Why the instance was given up; empty while it was not. */
    Optional<Throwable> fatal() {
        return Optional.ofNullable(fatal.get());
    }

    /** Completes with the cause when the instance is given up. */
    CompletableFuture<Throwable> gaveUp() {
        return gaveUp.copy();
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable cause) {
        if (isRegistryAway(cause)) {
            // Its own retries have already taken seconds, and a client can bring this about with an unknown schema id
            // while the registry is away: that must not end the instance. Nothing is lost, the record is read again.
            LOG.warn(
                    "The schema registry is away and a record needs it; the processing thread is replaced: {}",
                    rootOf(cause).toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        Optional<String> reason = reasonToGiveUp(cause);
        if (reason.isPresent()) {
            LOG.error(
                    "A processing thread died and this instance gives up, as {}: {}",
                    reason.get(),
                    rootOf(cause).toString(),
                    cause);
            fatal.compareAndSet(null, cause);
            gaveUp.complete(cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.warn("A processing thread died and is replaced: {}", rootOf(cause).toString(), cause);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized Optional<String> reasonToGiveUp(Throwable cause) {
        if (isLasting(cause) || MovedPartitions.saidBy(cause).isPresent()) {
            return Optional.of("a restart of the thread does not help");
        }
        if (isDiskFull(cause)) {
            // A store that could not write does not write again, in this process, when there is room (RocksDB's put
            // waits for ever).
            return Optional.of("the disk of state.dir is full: make room, then start it again");
        }
        if (!progress.brokerAnswers()) {
            repeated.clear();
            return Optional.empty(); // A restart brings no broker back.
        }
        if (tooMany()) {
            return Optional.of("threads die too often");
        }
        Repeated again = repeat(cause);
        if (has(cause, RecordTooLargeException.class) && again.times >= MOST_TOO_LARGE) {
            return Optional.of(
                    "a record is too large for its topic each time: compare the topic's max.message.bytes with"
                            + " limit.command.bytes by 'taskflow doctor'");
        }
        return again.times > 1 && Duration.between(again.first, again.last).compareTo(lasting) >= 0
                ? Optional.of("threads die of the same cause since " + again.first + " and nothing was committed")
                : Optional.empty();
    }

    private boolean tooMany() {
        Instant now = clock.instant();
        while (!deaths.isEmpty() && deaths.peekFirst().plus(WINDOW).isBefore(now)) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        return deaths.size() > most;
    }

    private Repeated repeat(Throwable thrown) {
        Instant now = clock.instant();
        repeated.values().removeIf(each -> each.last.plus(gap).isBefore(now));
        Throwable root = rootOf(thrown);
        Optional<TaskId> task = task(thrown);
        Cause cause = new Cause(
                task,
                root.getClass(),
                DIGITS.matcher(String.valueOf(root.getMessage())).replaceAll("#"));
        long position = progress.position(
                task.map(each -> OptionalInt.of(each.partition())).orElseGet(OptionalInt::empty));
        Repeated before = repeated.get(cause);
        Repeated after = before == null || before.position != position
                ? new Repeated(now, now, 1, position)
                : new Repeated(before.first, now, before.times + 1, position);
        repeated.put(cause, after);
        return after;
    }

    private static Optional<TaskId> task(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamsException known && known.taskId().isPresent()) {
                return known.taskId();
            }
        }
        return Optional.empty();
    }

    private static boolean isRegistryAway(Throwable thrown) {
        return has(thrown, RegistryUnavailableException.class);
    }

    private static boolean isLasting(Throwable thrown) {
        return has(thrown, Error.class)
                || has(thrown, AuthenticationException.class)
                || has(thrown, AuthorizationException.class)
                || has(thrown, UnsupportedVersionException.class)
                || has(thrown, MissingSourceTopicException.class);
    }

    private static boolean isDiskFull(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (DISK_FULL.matcher(String.valueOf(cause.getMessage())).find()) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
