package dev.taskflow.benchmarks.load;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Flows at a constant rate, whatever the system does: an open loop. A flow's time counts from when it was due, so that one which
 * was sent late, because the ones before it held up the load, is not counted as fast.
 *
 * @param flowsPerSecond the rate
 * @param warmSeconds how long it runs before the window
 * @param windowSeconds how long is measured
 */
public record LatencyLoad(int flowsPerSecond, int warmSeconds, int windowSeconds) implements Workload {
    private static final Duration DRAIN = Duration.ofMinutes(1);

    @Override
    public Outcome run(OpenTarget target, Window window) throws InterruptedException {
        long errorsBefore = target.errors();
        UnderWay underWay = new UnderWay();
        target.listen(new Timing(underWay, new Latencies()));
        offer(target, underWay, warmSeconds);
        long lost = underWay.drain(DRAIN);

        Timing timing = new Timing(underWay, new Latencies());
        target.listen(timing);
        window.begin();
        long flows = offer(target, underWay, windowSeconds);
        window.end();
        lost += underWay.drain(DRAIN);
        return new Outcome(
                flows,
                flows * target.tasksPerFlow(),
                windowSeconds,
                target.errors() - errorsBefore + lost,
                Map.of("settled", timing.latencies.percentiles()));
    }

    private long offer(OpenTarget target, UnderWay underWay, int seconds) {
        long interval = TimeUnit.SECONDS.toNanos(1) / flowsPerSecond;
        long flows = (long) flowsPerSecond * seconds;
        long begin = System.nanoTime();
        for (long i = 0; i < flows; i++) {
            long due = begin + i * interval;
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            String flowId = target.newFlowId();
            underWay.add(flowId, due);
            target.start(flowId);
        }
        return flows;
    }

    private static final class Timing extends Unconcerned {
        private final UnderWay underWay;
        private final Latencies latencies;

        Timing(UnderWay underWay, Latencies latencies) {
            this.underWay = underWay;
            this.latencies = latencies;
        }

        @Override
        public void settled(String flowId) {
            OptionalLong due = underWay.remove(flowId);
            if (due.isPresent()) {
                latencies.since(due.getAsLong());
            }
        }
    }
}
