package dev.taskflow.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when its processor has failed and its stop hangs, as it does where a thread never comes back from a call: its
 * surroundings wait to start it again.
 */
final class ExitBound {
    /** From the processor's end to that of the process. */
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private ExitBound() {}

    /**
     * Arms it for when this fails; a normal end does nothing.
     *
     * @param stopped completes when the processor has ended
     */
    static void on(CompletableFuture<Void> stopped) {
        on(stopped, WITHIN, () -> Runtime.getRuntime().halt(ExitCode.FAILED), Thread::new);
    }

    /** The same with another bound, another end and threads of others. */
    static void on(CompletableFuture<Void> stopped, Duration within, Runnable halt, ThreadFactory threads) {
        CompletableFuture<?> unused = stopped.whenComplete((nothing, failure) -> {
            if (failure != null) {
                Thread bound = threads.newThread(() -> await(within, halt));
                bound.setName("taskflow-exit");
                bound.setDaemon(true);
                bound.start();
            }
        });
    }

    private static void await(Duration within, Runnable halt) {
        try {
            Thread.sleep(within.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        LoggerFactory.getLogger(ExitBound.class)
                .error(
                        "The processor has failed and does not stop within {} s: the process ends without waiting for it",
                        within.toSeconds());
        halt.run();
    }
}
