package dev.taskflow.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults at random, by a seed: on the broker, on each instance, and on what clients send, side by side. Each of these has its own thread
 * and its own sequence of faults, so the sequences are the same for the same seed, whatever the machine does.
 */
final class ChaosFaults implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosFaults.class);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final long seed;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, Integer> injected = new ConcurrentHashMap<>();
    private final List<CompletableFuture<Void>> tracks = new ArrayList<>();

    ChaosFaults(long seed) {
        this.seed = seed;
    }

    /** Stops, kills and restarts the broker. */
    void on(BrokerApart broker) {
        track("broker", random -> {
            lull(8_000L + random.nextInt(17_000));
            int kind = random.nextInt(20);
            if (kind < 10) {
                during("broker stopped", between(random, 2_000, 12_000), broker::pause, broker::resume);
            } else if (kind < 12) {
                during("broker stopped for long", between(random, 15_000, 60_000), broker::pause, broker::resume);
            } else if (kind < 19) {
                during("broker killed", between(random, 5_000, 15_000), broker::kill, broker::restart);
            } else {
                during("broker away for long", between(random, 60_000, 90_000), broker::kill, broker::restart);
            }
        });
    }

    /** Kills, stops and restarts an instance, and has it running again when it has ended by itself. */
    void on(ChaosInstance instance) {
        track(instance.name(), random -> {
            long healthy = 12_000L + random.nextInt(28_000);
            for (long waited = 0; waited < healthy && !isOver(); waited += LOOK.toMillis()) {
                lull(LOOK.toMillis());
                instance.ensure();
            }
            int kind = random.nextInt(10);
            if (kind < 4) {
                during("processor killed", between(random, 500, 15_000), instance::kill, instance::ensure);
            } else if (kind < 8) {
                during("processor stopped", between(random, 1_000, 30_000), instance::pause, instance::resume);
            } else {
                during("processor restarted", between(random, 0, 3_000), instance::stop, instance::ensure);
            }
        });
    }

    /** Sets clients' clocks, and sends bursts. */
    void on(ChaosClock clock, ChaosFlows flows) {
        List<Duration> offsets =
                List.of(Duration.ofSeconds(50), Duration.ofSeconds(5), Duration.ofSeconds(-10), Duration.ofDays(-8));
        track("clients", random -> {
            lull(2_000L + random.nextInt(8_000));
            switch (random.nextInt(3)) {
                case 0 -> {
                    Duration offset = offsets.get(random.nextInt(offsets.size()));
                    during(
                            "clients' clocks " + (offset.isNegative() ? "behind" : "ahead"),
                            between(random, 3_000, 15_000),
                            () -> clock.set(offset),
                            () -> clock.set(Duration.ZERO));
                }
                case 1 -> during("burst of commands", 0, () -> flows.burstOfCommands(1_500), () -> {});
                default -> during("burst of reports", 0, () -> flows.burstOfReports(10_000), () -> {});
            }
        });
    }

    private interface Step {
        void next(Random random) throws InterruptedException;
    }

    private void track(String name, Step step) {
        Random random = new Random(seed * 1_000_003 + name.hashCode());
        tracks.add(CompletableFuture.runAsync(
                () -> {
                    try {
                        while (!isOver()) {
                            step.next(random);
                        }
                    } catch (InterruptedException e) {
                        throw new AssertionError(name + " was interrupted", e);
                    }
                },
                task -> new Thread(task, "faults-" + name).start()));
    }

    private void during(String kind, long millis, Runnable begin, Runnable end) throws InterruptedException {
        if (isOver()) {
            return;
        }
        LOG.info("{} for {} ms", kind, millis);
        begin.run();
        injected.merge(kind, 1, Integer::sum);
        lull(millis);
        end.run();
    }

    private void lull(long millis) throws InterruptedException {
        over.await(millis, TimeUnit.MILLISECONDS);
    }

    private boolean isOver() {
        return over.getCount() == 0;
    }

    private static long between(Random random, int least, int most) {
        return (long) least + random.nextInt(most - least + 1);
    }

    /** How often each kind of fault has been there. */
    Map<String, Integer> injected() {
        return new TreeMap<>(injected);
    }

    /** No more faults; waits until those that are there are over. */
    @Override
    public void close() {
        over.countDown();
        tracks.forEach(CompletableFuture::join);
    }
}
