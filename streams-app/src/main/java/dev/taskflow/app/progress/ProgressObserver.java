package dev.taskflow.app.progress;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds how an instance is, in a thread of its own, and has a {@link ProgressWatch} judge it. Says once what is
 * stuck and what to do, and again only after it has gone on.
 */
public final class ProgressObserver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressObserver.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final int LOOKS_PER_STALL = 10;

    private final ProgressWatch watch;
    private final Supplier<ProgressFacts> facts;
    private final Supplier<String> explanation;
    private final Duration pause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "taskflow-progress");

    /** Only for that thread. */
    private boolean saidStuck;

    private boolean saidFault;

    private boolean wasAway;

    /**
     * @param facts looks; throws {@link RetriableException} if no broker answers
     * @param explanation says more about why nothing goes on and what to do; asked only when something is stuck
     * @param stall how long work may wait
     */
    ProgressObserver(ProgressWatch watch, Supplier<ProgressFacts> facts, Supplier<String> explanation, Duration stall) {
        this.watch = watch;
        this.facts = facts;
        this.explanation = explanation;
        Duration part = stall.dividedBy(LOOKS_PER_STALL);
        pause = part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
        thread.setDaemon(true);
    }

    /** Begins to look. */
    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException | InterruptException end) {
            LOG.debug("The look-out for progress ends", end);
        }
    }

    private void look() {
        try {
            watch.look(facts.get(), nowMs());
            saidFault = false;
        } catch (InterruptException interrupted) {
            throw interrupted;
        } catch (RetriableException away) {
            LOG.debug("No broker answers", away);
            watch.unanswered(nowMs());
        } catch (RuntimeException fault) {
            // Liveness must not hang on it: as it was judged last it stays.
            if (!saidFault) {
                saidFault = true;
                LOG.warn("Whether this instance makes progress cannot be told: {}", fault.toString(), fault);
            }
            return;
        }
        say();
    }

    private void say() {
        if (watch.brokerAnswers() == wasAway) {
            wasAway = !watch.brokerAnswers();
            if (wasAway) {
                LOG.warn("No broker answers; this instance is not ready until one does");
            } else {
                LOG.info("Brokers answer again");
            }
        }
        List<Stall> stalls = watch.stalls();
        if (!stalls.isEmpty() && !saidStuck) {
            saidStuck = true;
            LOG.error(
                    "Nothing is committed although work waits, so this instance is not live: {}. {}",
                    stalls.stream().map(Stall::message).collect(Collectors.joining("; ")),
                    explanation.get());
        } else if (stalls.isEmpty() && saidStuck && watch.brokerAnswers()) {
            saidStuck = false;
            LOG.warn("Work that was stuck goes on; this instance is live again");
        }
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Ends it, and does not wait for an answer that a broker owes. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
