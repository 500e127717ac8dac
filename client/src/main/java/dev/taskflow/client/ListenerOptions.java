package dev.taskflow.client;

import dev.taskflow.v1.FlowSettled;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How a {@link SettlementListener} works. {@link #DEFAULTS} holds the defaults; the {@code with} methods change one. Immutable.
 *
 * @param filter which settlements are handed over; the others are passed by. Must be quick and without effect
 * @param fromBeginning whether a group that is new begins with what is on the topic, or with what comes
 * @param attempts how often one settlement is handed over before it is parked; at least 1
 * @param firstBackoff the wait after the first failure; doubled for each further one, and up to a half shorter by chance
 * @param maxBackoff the longest wait
 * @param handlerTimeLimit how long a handler that is at work is waited for when the listener closes or loses the partition;
 *     after it the settlement counts as unfinished and comes again
 */
public record ListenerOptions(
        Predicate<FlowSettled> filter,
        boolean fromBeginning,
        int attempts,
        Duration firstBackoff,
        Duration maxBackoff,
        Duration handlerTimeLimit) {

    /** All flows, from the beginning, 10 attempts, backoff from 200 ms to 30 s, 10 s for a handler to end. */
    public static final ListenerOptions DEFAULTS = new ListenerOptions(
            settled -> true, true, 10, Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(10));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ListenerOptions {
        require(attempts >= 1, "attempts must be at least 1, not " + attempts);
        require(firstBackoff.toMillis() >= 1, "firstBackoff must be at least 1 ms, not " + firstBackoff);
        require(
                maxBackoff.compareTo(firstBackoff) >= 0,
                "maxBackoff must not be shorter than firstBackoff, but is " + maxBackoff);
        require(!handlerTimeLimit.isNegative(), "handlerTimeLimit must not be negative, but is " + handlerTimeLimit);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** These options for flows of one owner only, beside what is filtered already. */
    public ListenerOptions forOwner(String ownerKey) {
        return withFilter(settled -> settled.getOwnerKey().equals(ownerKey));
    }

    /** These options for flows of one controller only, beside what is filtered already. */
    public ListenerOptions forController(String controllerId) {
        return withFilter(settled ->
                settled.getControllerId().filter(controllerId::equals).isPresent());
    }

    /** These options with a further condition. */
    public ListenerOptions withFilter(Predicate<FlowSettled> condition) {
        return new ListenerOptions(
                filter.and(condition), fromBeginning, attempts, firstBackoff, maxBackoff, handlerTimeLimit);
    }

    /** These options for a new group to begin with what comes, not with what is on the topic. */
    public ListenerOptions fromNow() {
        return new ListenerOptions(filter, false, attempts, firstBackoff, maxBackoff, handlerTimeLimit);
    }

    /** These options with another number of attempts. */
    public ListenerOptions withAttempts(int number) {
        return new ListenerOptions(filter, fromBeginning, number, firstBackoff, maxBackoff, handlerTimeLimit);
    }

    /** These options with other waits between attempts. */
    public ListenerOptions withBackoff(Duration first, Duration max) {
        return new ListenerOptions(filter, fromBeginning, attempts, first, max, handlerTimeLimit);
    }

    /** These options with another limit for handlers at work. */
    public ListenerOptions withHandlerTimeLimit(Duration limit) {
        return new ListenerOptions(filter, fromBeginning, attempts, firstBackoff, maxBackoff, limit);
    }
}
