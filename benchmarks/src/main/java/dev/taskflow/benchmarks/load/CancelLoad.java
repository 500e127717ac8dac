package dev.taskflow.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Flows whose tasks all run, cancelled one and all. Wants a target that holds tasks.
 *
 * @param flows how many
 * @param inFlight how many are being cancelled at a time
 * @param warmRounds how often it is done before it is measured
 */
public record CancelLoad(int flows, int inFlight, int warmRounds) implements Workload {
    /** How many are being started at a time. */
    private static final int STARTING = 500;

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Lets the last tasks be known as running everywhere, so that each cancel has running tasks to stop. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    @Override
    public Outcome run(OpenTarget target, Window window) throws InterruptedException {
        long errorsBefore = target.errors();
        long lost = 0;
        for (int round = 0; round < warmRounds; round++) {
            Round warm = new Round(inFlight);
            lost += warm.start(target, flows);
            lost += warm.cancel(target);
        }
        Round round = new Round(inFlight);
        lost += round.start(target, flows);
        window.begin();
        long begin = System.nanoTime();
        long unsettled = round.cancel(target);
        double seconds = (System.nanoTime() - begin) / 1e9;
        window.end();
        long settled = round.heldFlows.size() - unsettled;
        return new Outcome(
                settled,
                settled * target.tasksPerFlow(),
                seconds,
                target.errors() - errorsBefore + lost + unsettled,
                Map.of(
                        "told", round.tellLatencies.percentiles(),
                        "settled", round.settleLatencies.percentiles()));
    }

    private static final class Round extends Unconcerned {
        private final Semaphore starting = new Semaphore(STARTING);
        private final Semaphore cancelling;
        private final UnderWay notHeld = new UnderWay();
        private final UnderWay notTold = new UnderWay();
        private final UnderWay notSettled = new UnderWay();
        private final Latencies tellLatencies = new Latencies();
        private final Latencies settleLatencies = new Latencies();
        private final List<String> heldFlows = new ArrayList<>();

        Round(int inFlight) {
            cancelling = new Semaphore(inFlight);
        }

        /** Starts the flows; returns how many could not be. */
        long start(OpenTarget target, int flows) throws InterruptedException {
            target.listen(this);
            for (int i = 0; i < flows && await(starting); i++) {
                String flowId = target.newFlowId();
                heldFlows.add(flowId);
                notHeld.add(flowId, System.nanoTime());
                target.start(flowId);
            }
            long unheld = (long) notHeld.drain(LIMIT) + flows - heldFlows.size();
            Thread.sleep(SETTLING.toMillis());
            return unheld;
        }

        /** Cancels all flows; returns how many did not settle. */
        long cancel(OpenTarget target) throws InterruptedException {
            int cancelled = 0;
            for (String flowId : heldFlows) {
                if (!await(cancelling)) {
                    break;
                }
                long now = System.nanoTime();
                notTold.add(flowId, now);
                notSettled.add(flowId, now);
                target.cancel(flowId);
                cancelled++;
            }
            return (long) notSettled.drain(LIMIT) + heldFlows.size() - cancelled;
        }

        private static boolean await(Semaphore semaphore) throws InterruptedException {
            return semaphore.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void held(String flowId) {
            if (notHeld.remove(flowId).isPresent()) {
                starting.release();
            }
        }

        @Override
        public void cancelSeen(String flowId) {
            OptionalLong since = notTold.remove(flowId);
            if (since.isPresent()) {
                tellLatencies.since(since.getAsLong());
            }
        }

        @Override
        public void settled(String flowId) {
            OptionalLong since = notSettled.remove(flowId);
            if (since.isPresent()) {
                settleLatencies.since(since.getAsLong());
                cancelling.release();
            }
        }
    }
}
