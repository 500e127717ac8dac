package dev.taskflow.rules;

import java.time.Instant;

/**
 * When an input is decided, by two clocks that have types of their own, so that nothing is due by a producer's.
 *
 * @param stamp the input's own time: a record's timestamp, or when a timer fired; the events that follow occurred then (X3)
 * @param clock the processor's time; time-outs, graces, backoffs and the retention count from it, so that a command that waited
 *     in the topic leaves workers and children the whole of their time
 */
public record DecisionTime(EventTime stamp, ProcessorTime clock) {
    /** An input that is decided at its own time. */
    public static DecisionTime at(Instant time) {
        return new DecisionTime(new EventTime(time), ProcessorTime.at(time));
    }

    /** A record that is decided after it was stamped, or before if its producer's clock is ahead. */
    public static DecisionTime of(Instant stamp, ProcessorTime clock) {
        return new DecisionTime(new EventTime(stamp), clock);
    }
}
