package dev.taskflow.benchmarks.load;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * As many flows as the system can do: a closed loop with a constant number under way.
 *
 * @param inFlight how many flows are under way
 * @param warmSeconds how long it runs before the window
 * @param windowSeconds how long is measured
 */
public record SettleLoad(int inFlight, int warmSeconds, int windowSeconds) implements Workload {
    private static final Duration DRAIN = Duration.ofMinutes(2);

    @Override
    public Outcome run(OpenTarget target, Window window) throws InterruptedException {
        Loop loop = new Loop(new Semaphore(inFlight), new UnderWay(), new LongAdder(), new Latencies());
        target.listen(loop);
        long errorsBefore = target.errors();
        loop.feed(target, warmSeconds);
        window.begin();
        long begin = System.nanoTime();
        long settledBefore = loop.settled.sum();
        loop.measured = true;
        loop.feed(target, windowSeconds);
        loop.measured = false;
        long settled = loop.settled.sum() - settledBefore;
        double seconds = (System.nanoTime() - begin) / 1e9;
        window.end();
        long lost = loop.underWay.drain(DRAIN);
        return new Outcome(
                settled,
                settled * target.tasksPerFlow(),
                seconds,
                target.errors() - errorsBefore + lost,
                Map.of("settled", loop.latencies.percentiles()));
    }

    private static final class Loop extends Unconcerned {
        private final Semaphore free;
        private final UnderWay underWay;
        private final LongAdder settled;
        private final Latencies latencies;
        private volatile boolean measured;

        Loop(Semaphore free, UnderWay underWay, LongAdder settled, Latencies latencies) {
            this.free = free;
            this.underWay = underWay;
            this.settled = settled;
            this.latencies = latencies;
        }

        void feed(OpenTarget target, int seconds) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                if (free.tryAcquire(end - now, TimeUnit.NANOSECONDS)) {
                    String flowId = target.newFlowId();
                    underWay.add(flowId, System.nanoTime());
                    target.start(flowId);
                }
            }
        }

        @Override
        public void settled(String flowId) {
            OptionalLong since = underWay.remove(flowId);
            if (since.isPresent()) {
                settled.increment();
                free.release();
                if (measured) {
                    latencies.since(since.getAsLong());
                }
            }
        }
    }
}
