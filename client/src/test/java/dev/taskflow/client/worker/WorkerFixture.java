package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskDispatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A runtime of its own with one partition for each test of a worker. */
@ExtendWith(Installation.Shared.class)
abstract class WorkerFixture {
    private final Installation installation;
    private final Processor processor;
    private String runtime = "";

    WorkerFixture(Installation installation) {
        this.installation = installation;
        this.processor = installation.processor();
    }

    @BeforeEach
    void newRuntime() throws Exception {
        runtime = installation.runtime(1);
    }

    final Installation installation() {
        return installation;
    }

    final Processor processor() {
        return processor;
    }

    final String runtime() {
        return runtime;
    }

    final TaskWorkerBuilder worker(Delivery delivery, TaskHandler handler) {
        return TaskWorker.of(installation.connection(), runtime, handler)
                .delivery(delivery)
                .concurrency(2);
    }

    final TaskDispatch.Builder dispatch() {
        return Processor.dispatch(runtime, "{\"n\":1}");
    }
}
