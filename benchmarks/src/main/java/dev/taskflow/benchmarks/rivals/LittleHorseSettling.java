package dev.taskflow.benchmarks.rivals;

import dev.taskflow.benchmarks.load.Target.Observer;
import io.littlehorse.sdk.common.proto.LHStatus;
import io.littlehorse.sdk.common.proto.LittleHorseGrpc.LittleHorseStub;
import io.littlehorse.sdk.common.proto.ThreadRun;
import io.littlehorse.sdk.common.proto.WfRun;
import io.littlehorse.sdk.common.proto.WfRunId;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Learns that flows have settled. The server notifies nobody, so each flow is read after its last report, first a little before the
 * time at which earlier flows were found settled, and then whenever another 25 percent of the time since has gone by: about two
 * reads a flow, and 25 percent at most (or a millisecond) from settled to seen, whatever the server's pace.
 */
final class LittleHorseSettling {
    private static final double MIN_WAIT_MILLIS = 1;
    private static final double FIRST_READ = 0.8;
    private static final double NEXT_READ = 0.25;
    private static final double LATER_WEIGHT = 0.1;
    private static final double EARLIER_WEIGHT = 0.04;

    private final Connection connection;
    private final LittleHorseStub api;
    private final Observer observer;
    private final Map<String, LittleHorseFlow> flows;
    /** From the last report to being seen settled. Updates that are lost between threads do no harm. */
    private volatile double usualMillis = 4;

    /** Takes the flows that are under way, and removes those that settle. */
    LittleHorseSettling(
            Connection connection, LittleHorseStub api, Observer observer, Map<String, LittleHorseFlow> flows) {
        this.connection = connection;
        this.api = api;
        this.observer = observer;
        this.flows = flows;
    }

    /** All tasks of this flow have been reported. */
    void await(LittleHorseFlow flow) {
        readAfter(FIRST_READ * usualMillis, new Reported(flow, System.nanoTime()), true);
    }

    private void readAfter(double millis, Reported reported, boolean first) {
        long micros = (long) (Math.max(MIN_WAIT_MILLIS, millis) * 1_000);
        connection.after(micros, TimeUnit.MICROSECONDS, () -> read(reported, first));
    }

    private void read(Reported reported, boolean first) {
        LittleHorseFlow flow = reported.flow();
        WfRunId id = WfRunId.newBuilder().setId(flow.id()).build();
        api.getWfRun(id, connection.expecting(run -> {
            if (run.getStatus() == LHStatus.ERROR || run.getStatus() == LHStatus.EXCEPTION) {
                flows.remove(flow.id());
                connection.failed(new IllegalStateException("Flow " + flow.id() + " ended as " + run.getStatus()));
            } else if (flow.isReleased() ? hasHalted(run) : run.getStatus() == LHStatus.COMPLETED) {
                learn(reported.millisAgo(), first);
                flows.remove(flow.id());
                observer.settled(flow.id());
            } else {
                readAfter(NEXT_READ * reported.millisAgo(), reported, false);
            }
        }));
    }

    /** What is settled at the first read has been for an unknown time, so the next are read earlier, until some are too early. */
    private void learn(double millis, boolean first) {
        usualMillis = first
                ? Math.max(MIN_WAIT_MILLIS, (1 - EARLIER_WEIGHT) * usualMillis)
                : (1 - LATER_WEIGHT) * usualMillis + LATER_WEIGHT * millis;
    }

    /** A stopped WfRun's own status says nothing of its tasks; its threads' do. */
    private static boolean hasHalted(WfRun run) {
        return run.getThreadRunsList().stream()
                .map(ThreadRun::getStatus)
                .allMatch(status -> status == LHStatus.HALTED || status == LHStatus.COMPLETED);
    }

    private record Reported(LittleHorseFlow flow, long nanos) {
        double millisAgo() {
            return (System.nanoTime() - nanos) / 1e6;
        }
    }
}
