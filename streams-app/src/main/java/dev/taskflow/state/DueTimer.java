package dev.taskflow.state;

import dev.taskflow.rules.Timer;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * A timer that was met in the store and is still there.
 *
 * @param key its row's
 * @param metAt the time under which it is stored: its own, or a later one if it was put off
 */
public record DueTimer(Bytes key, Timer timer, Instant metAt) {}
