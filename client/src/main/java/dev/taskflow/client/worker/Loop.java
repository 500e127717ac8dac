package dev.taskflow.client.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that repeats a step until it is stopped. Faults of Kafka that may pass are logged and the step is tried again after
 * a pause; any other ends the thread and is told to {@code fatal}.
 */
final class Loop {
    /** One round. */
    interface Step {
        void run() throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final Runnable end;

    /** @param end runs last, on the same thread, however the loop ended */
    Loop(String name, Step step, Runnable end, Consumer<Throwable> fatal) {
        this.end = end;
        thread = new Thread(() -> run(step, fatal), name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** No round begins after the present one. */
    void stop() {
        stopped.countDown();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Stops, and waits until the thread has ended; one that was never started is ended all the same. */
    void close() {
        stop();
        if (thread.getState() == Thread.State.NEW) {
            end();
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Step step, Consumer<Throwable> fatal) {
        try {
            while (!isStopped()) {
                tryStep(step);
            }
        } catch (InterruptedException | InterruptException e) {
            fatal.accept(e); // Nobody but a stranger interrupts this thread.
        } catch (Throwable e) {
            fatal.accept(e);
        } finally {
            stop();
            end();
        }
    }

    private void tryStep(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (WakeupException woken) {
            LOG.trace("Woken up");
        } catch (KafkaException e) {
            if (lasts(e)) {
                throw e;
            }
            LOG.atWarn()
                    .setMessage("Kafka answered with an error; trying again")
                    .addKeyValue("error", e.toString())
                    .log();
            boolean unused = stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What brokers answer and do not call retriable: access refused, group full or of another kind, version too old. */
    private static boolean lasts(KafkaException e) {
        return e instanceof InterruptException
                || e instanceof ConfigException
                || (e instanceof ApiException && !(e instanceof RetriableException));
    }

    private void end() {
        try {
            end.run();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setMessage("A Kafka client could not be closed properly")
                    .addKeyValue("error", e.toString())
                    .log();
        }
    }
}
