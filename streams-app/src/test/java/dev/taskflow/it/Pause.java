package dev.taskflow.it;

import java.time.Duration;
import org.awaitility.Awaitility;

/** Lets time go by where time is the fault: a broker is away that long. Nothing may depend on what happens meanwhile. */
final class Pause {
    private Pause() {}

    static void of(Duration time) {
        Stopwatch watch = Stopwatch.started();
        Awaitility.await("time goes by").atMost(time.plusSeconds(60)).until(() -> watch.millis() >= time.toMillis());
    }
}
