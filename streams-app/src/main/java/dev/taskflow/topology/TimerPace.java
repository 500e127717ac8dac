package dev.taskflow.topology;

import java.time.Duration;

/**
 * How due timers are taken.
 *
 * @param interval how often they are looked for
 * @param slice how long they may keep a stream thread from its records at a time
 */
public record TimerPace(Duration interval, Duration slice) {
    /** Ten times a second, 20 ms at a time. */
    public static final TimerPace DEFAULT = new TimerPace(Duration.ofMillis(100), Duration.ofMillis(20));
}
