package dev.taskflow.state;

import dev.taskflow.rules.Timer;

/** Timers that are due by the same clock and wait for the same thing, if for anything. */
public enum TimerGroup {
    /** Walks, retries and retention: they wait for nothing. Due by the processor's steady clock. */
    PROMPT,

    /** Those that give work up: they wait until the reports that came in time have been read (T5, K7). Steady clock too. */
    GIVES_WORK_UP,

    /** Wake-ups and deadlines, which are times that a client has named: due by the wall clock (C8, T9). */
    WALL_CLOCK;

    /** The group of a kind of timer. */
    public static TimerGroup of(Timer.Kind kind) {
        if (kind.isByWallClock()) {
            return WALL_CLOCK;
        }
        return switch (kind) {
            case RETRY, SWEEP, PRUNE, WAKE, DEADLINE -> PROMPT;
            case START_TIMEOUT, RUN_TIMEOUT, HEARTBEAT_TIMEOUT, TASK_GRACE, FLOW_GRACE -> GIVES_WORK_UP;
        };
    }
}
