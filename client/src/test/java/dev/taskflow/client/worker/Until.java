package dev.taskflow.client.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Waiting, with a deadline that a slow machine keeps. */
final class Until {
    static final Duration DEADLINE = Duration.ofMinutes(2);

    private Until() {}

    static <T> T present(String what, Callable<Optional<T>> value) {
        return Awaitility.await(what)
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(20))
                .until(value, Optional::isPresent)
                .orElseThrow();
    }

    static void holds(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(ExecutionException.class) // An admin's view may lag behind.
                .until(condition);
    }

    static void open(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("nothing came within " + DEADLINE);
        }
    }
}
