package dev.taskflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ExitBoundTest {
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final AtomicBoolean halted = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    @Test
    void aProcessorThatFailedHasTheProcessEndAlsoWhereItsStopHangs() {
        ExitBound.on(stopped, Duration.ofMillis(1), () -> halted.set(true), this::thread);

        stopped.completeExceptionally(new IllegalStateException("gave up"));

        Awaitility.await("the process's end").untilTrue(halted);
    }

    @Test
    void aProcessorThatStopsInOrderHasItWaitForTheRest() {
        ExitBound.on(stopped, Duration.ZERO, () -> halted.set(true), this::thread);

        stopped.complete(null);

        assertThat(threads).isEmpty();
    }

    private Thread thread(Runnable work) {
        Thread made = new Thread(work);
        threads.add(made);
        return made;
    }
}
