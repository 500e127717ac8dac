package dev.taskflow.benchmarks.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A number of flows as fast as possible, so that the system has them stored.
 *
 * @param flows how many
 * @param inFlight how many are under way at a time
 */
public record FillLoad(long flows, int inFlight) implements Workload {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public Outcome run(OpenTarget target, Window window) throws InterruptedException {
        Semaphore free = new Semaphore(inFlight);
        UnderWay underWay = new UnderWay();
        target.listen(new Unconcerned() {
            @Override
            public void settled(String flowId) {
                if (underWay.remove(flowId).isPresent()) {
                    free.release();
                }
            }
        });
        long errorsBefore = target.errors();
        window.begin();
        long begin = System.nanoTime();
        long started = 0;
        while (started < flows && free.tryAcquire(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            String flowId = target.newFlowId();
            underWay.add(flowId, System.nanoTime());
            target.start(flowId);
            started++;
        }
        long lost = underWay.drain(LIMIT);
        double seconds = (System.nanoTime() - begin) / 1e9;
        window.end();
        long settled = started - lost;
        long errors = target.errors() - errorsBefore + flows - settled;
        return new Outcome(settled, settled * target.tasksPerFlow(), seconds, errors, Map.of());
    }
}
