package dev.taskflow.devkit;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells which threads keep a JVM alive. */
final class Threads {
    private Threads() {}

    static Set<Thread> nonDaemon() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .collect(Collectors.toSet());
    }

    /** Waits until no other threads than the given ones keep the JVM alive. */
    static void awaitOnly(Set<Thread> before) {
        await().pollInSameThread().atMost(Duration.ofSeconds(10)).until(Threads::nonDaemon, before::containsAll);
    }
}
