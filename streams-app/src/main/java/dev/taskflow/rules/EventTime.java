package dev.taskflow.rules;

import java.time.Instant;

/**
 * When something happened, by the clock of the program that said so: a record's timestamp. It only says {@code occurredAt} and
 * the like (X3). Nothing is due by it, as producers' clocks may be wrong.
 */
public record EventTime(Instant instant) {
    /** The later one: time never runs backwards within a flow (X3). */
    EventTime notBefore(Instant latest) {
        return latest.isAfter(instant) ? new EventTime(latest) : this;
    }
}
