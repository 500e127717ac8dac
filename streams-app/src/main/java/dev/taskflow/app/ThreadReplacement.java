package dev.taskflow.app;

import dev.taskflow.serde.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a processing thread that died, because most causes pass (a broker restarting, a fenced producer), but gives the
 * whole instance up when the cause cannot pass or threads die too often, so that whatever runs it notices. Called by the
 * dying threads, by several at once.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    static final int MOST_REPLACEMENTS = 10;
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final Clock clock;
    private final Deque<Instant> deaths = new ArrayDeque<>();
    private final AtomicReference<Throwable> fatal = new AtomicReference<>();

    ThreadReplacement(Clock clock) {
        this.clock = clock;
    }

    /** Why the instance was given up; empty while it was not. */
    Optional<Throwable> fatal() {
        return Optional.ofNullable(fatal.get());
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable cause) {
        if (isRegistryAway(cause)) {
            // Its own retries have already taken seconds, and a client can bring this about with an unknown schema id
            // while
            // the registry is away: that must not end the instance. Nothing is lost, the record is read again.
            LOG.warn(
                    "The schema registry is away and a record needs it; the processing thread is replaced: {}",
                    rootOf(cause).toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        if (isLasting(cause) || MovedPartitions.saidBy(cause).isPresent() || tooMany()) {
            fatal.compareAndSet(null, cause);
            LOG.error(
                    "A processing thread died and this instance gives up: {}",
                    rootOf(cause).toString(),
                    cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.warn("A processing thread died and is replaced: {}", rootOf(cause).toString(), cause);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized boolean tooMany() {
        Instant now = clock.instant();
        while (!deaths.isEmpty() && deaths.peekFirst().plus(WINDOW).isBefore(now)) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        return deaths.size() > MOST_REPLACEMENTS;
    }

    private static boolean isRegistryAway(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLasting(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || cause instanceof UnsupportedVersionException
                    || cause instanceof MissingSourceTopicException) {
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
