package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.Finding;
import dev.taskflow.app.Provisioning;
import dev.taskflow.client.ListenerOptions;
import dev.taskflow.client.SettlementListener;
import dev.taskflow.client.worker.Delivery;
import dev.taskflow.client.worker.TaskContext;
import dev.taskflow.client.worker.TaskResult;
import dev.taskflow.client.worker.TaskWorker;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Each of TaskFlow's programs at a secured broker, logged in as its role: topics made by the operator, a processor, a worker in a
 * share group and one in a consumer group, and a listener.
 */
final class EverybodyAtWork implements AutoCloseable {
    /** A run id of tasks that end only by being cancelled. */
    static final String ENDLESS = "endless";

    /** The goal of flows whose end the listener cannot handle. */
    static final String UNHEARD = "nobody wants to hear of this";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, FlowStatus> announced = new ConcurrentHashMap<>();
    private final Set<String> endless = ConcurrentHashMap.newKeySet();
    private final SecuredInstallation installation;
    private final RunningProcessor processor;

    private EverybodyAtWork(SecuredInstallation installation) {
        this.installation = closing(installation);
        boolean complete = false;
        try {
            makeTopics();
            processor = closing(RunningProcessor.start(installation.config(installation.role("processor"))));
            work(SecuredInstallation.RUNTIME, Delivery.SHARE_GROUP);
            work(SecuredInstallation.OTHER_RUNTIME, Delivery.CONSUMER_GROUP);
            closing(SettlementListener.start(
                    installation.connection(installation.role("consumer-" + SecuredInstallation.CONSUMER)),
                    SecuredInstallation.CONSUMER,
                    ListenerOptions.DEFAULTS.withAttempts(2),
                    this::announce));
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    static EverybodyAtWork start(Path folder) throws Exception {
        return new EverybodyAtWork(SecuredInstallation.start(folder));
    }

    private void makeTopics() {
        try (Provisioning provisioning = Provisioning.of(installation.config(installation.role("operator")))) {
            List<Finding> findings = provisioning.apply();
            assertThat(findings).extracting(Finding::kind).containsOnly(Finding.Kind.DONE);
        }
    }

    private void work(String runtime, Delivery delivery) {
        closing(TaskWorker.of(installation.connection(installation.role("worker-" + runtime)), runtime, this::run)
                .delivery(delivery)
                .startedAfter(Duration.ZERO)
                .interruptOnCancel(true)
                .start());
    }

    private TaskResult run(TaskContext task) throws InterruptedException {
        if (task.runId().startsWith(ENDLESS)) {
            endless.add(task.taskId());
            new CountDownLatch(1).await();
        }
        return TaskResult.succeeded();
    }

    private void announce(FlowSettled settled) {
        if (settled.getGoal().equals(UNHEARD)) {
            throw new IllegalStateException(UNHEARD);
        }
        announced.put(settled.getFlowId(), settled.getStatus());
    }

    SecuredInstallation installation() {
        return installation;
    }

    RunningProcessor processor() {
        return processor;
    }

    void awaitRunning(String taskId) {
        TopicLog.await(taskId + " runs", () -> endless.contains(taskId));
    }

    void awaitAnnounced(String flowId, FlowStatus status) {
        TopicLog.await(flowId + " is announced as " + status, () -> status == announced.get(flowId));
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        AssertionError failed = new AssertionError("not everything could be closed");
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception | AssertionError e) {
                failed.addSuppressed(e);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }
}
