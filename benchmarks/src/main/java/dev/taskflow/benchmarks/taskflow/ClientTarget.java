package dev.taskflow.benchmarks.taskflow;

import dev.taskflow.benchmarks.load.Target;
import dev.taskflow.client.ClientOptions;
import dev.taskflow.client.Connection;
import dev.taskflow.client.SettlementListener;
import dev.taskflow.client.TaskFlowClient;
import dev.taskflow.client.worker.Delivery;
import dev.taskflow.client.worker.TaskResult;
import dev.taskflow.client.worker.TaskWorker;
import dev.taskflow.v1.FlowCommand;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * TaskFlow through its Java client, as most users drive it: commands published, one worker, one settlement listener. Its worker
 * keeps a thread for each task that it holds, so this load holds none.
 */
public final class ClientTarget implements Target {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final int CONCURRENCY = 16;

    /** As the client's documentation says for handlers that take no time. */
    private static final int PREFETCH = 500;

    private final Connection connection;
    private final Delivery delivery;
    private final String probe = "probe-" + UUID.randomUUID();
    private final CompletableFuture<Void> probeSettled = new CompletableFuture<>();
    private final AtomicLong errors = new AtomicLong();
    private @Nullable TaskFlowClient client;
    private @Nullable FlowCommands commands;
    private @Nullable TaskWorker worker;
    private @Nullable SettlementListener listener;

    /**
     * Not open yet.
     *
     * @param address as {@link TaskFlowInstallation} gives it
     * @param delivery how tasks come to the worker
     */
    public ClientTarget(Map<String, String> address, Delivery delivery) {
        Address where = Address.of(address);
        this.connection = Connection.to(where.bootstrapServers(), where.registryUrl());
        this.delivery = delivery;
    }

    @Override
    public void open(Observer observer, int tasksPerFlow, boolean hold) throws Exception {
        if (hold) {
            throw new UnsupportedOperationException("A worker has a thread for each task that it holds: too many here");
        }
        commands = new FlowCommands(tasksPerFlow);
        client = TaskFlowClient.open(connection, FlowCommands.OWNER, ClientOptions.DEFAULTS);
        worker = TaskWorker.of(connection, FlowCommands.RUNTIME, task -> TaskResult.succeeded())
                .concurrency(CONCURRENCY)
                .prefetch(PREFETCH)
                .delivery(delivery)
                .start();
        listener = SettlementListener.start(connection, "benchmark-listener", settled -> {
            if (settled.getFlowId().equals(probe)) {
                probeSettled.complete(null);
            } else {
                observer.settled(settled.getFlowId());
            }
        });
        start(probe);
        probeSettled.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A failure is counted, and there is nothing else to know.
    @Override
    public void start(String flowId) {
        if (client == null || commands == null) {
            throw new IllegalStateException("open() must be called first");
        }
        for (FlowCommand command : commands.start(flowId)) {
            client.publish(command).whenComplete((done, failure) -> {
                if (failure != null) {
                    errors.incrementAndGet();
                }
            });
        }
    }

    @Override
    public void cancel(String flowId) {
        throw new UnsupportedOperationException("Nothing is held that could be cancelled");
    }

    @Override
    public long errors() {
        return errors.get();
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        if (listener != null) {
            listener.close();
        }
        if (client != null) {
            client.close();
        }
    }
}
