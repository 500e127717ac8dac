package dev.taskflow.it;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code taskflow run} in a process of its own that dies by SIGKILL in the middle of its work. */
class KillUnderLoadIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillUnderLoadIT.class);
    private static final String INSTANCE = "a";

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    @Test
    void S1_everyFlowSettlesOnceAlthoughTheProcessorIsKilledTwice() {
        taskflow.startWorker(TaskFlowFixture.RUNTIME);
        Load load = new Load(taskflow, 60);
        ChildProcessor first = taskflow.startChild(INSTANCE);
        timed("start", () -> load.runUntilSettled(1));
        load.runUntilSettled(100);

        first.kill();
        ChildProcessor second = taskflow.startChild(INSTANCE);
        timed("restart after SIGKILL", () -> load.runUntilSettled(1));
        load.runUntilSettled(100);
        second.kill();
        ChildProcessor third = taskflow.startChild(INSTANCE);
        timed("second restart after SIGKILL", () -> load.runUntilSettled(1));

        load.assertAllSettledOnce();
        third.assertAlive();
        LOG.info("{} flows settled once each across two kills", load.flows());
    }

    private static void timed(String what, Runnable step) {
        Stopwatch watch = Stopwatch.started();
        step.run();
        LOG.info("Process {}: {} ms to the first settlement", what, watch.millis());
    }
}
