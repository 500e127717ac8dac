package dev.taskflow.topology;

import java.time.Instant;

/**
 * Says until when timers that give work up may fire: a worker that has reported in time must not be given up because nobody has
 * listened yet (T5, K7). Used by the stream task's thread.
 */
public interface TimerGate {
    /** Looks at what has been read meanwhile. Called before each turn of the timers; never blocks. */
    void look(Instant now);

    /** The latest due time of those that may fire now. */
    Instant openUntil(Instant now);

    /** Says that a timer waits which is due now or before; the gate opens for it as soon as it can. Never blocks. */
    void wanted(Instant now);
}
