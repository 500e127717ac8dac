package dev.taskflow.benchmarks.taskflow;

import dev.taskflow.benchmarks.kafka.Reading;
import dev.taskflow.benchmarks.load.Target;
import dev.taskflow.client.Connection;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskCancellation;
import dev.taskflow.v1.TaskDispatch;
import dev.taskflow.v1.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * TaskFlow as its contract shows it to anyone with a Kafka client: one producer, and one consumer for dispatches, for
 * cancellations and for settlements each. No answer to a command is read: a rejected flow never settles, and counts as lost.
 */
public final class TaskFlowTarget implements Target {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Address address;
    private final TopicCatalogue topics;
    private final AtomicLong errors = new AtomicLong();
    private final List<Reading<?>> readings = new ArrayList<>();
    private final String probe = "probe-" + UUID.randomUUID();
    private final CompletableFuture<Void> probeSettled = new CompletableFuture<>();
    private @Nullable KafkaProducer<String, SpecificRecord> producer;
    private @Nullable FlowCommands commands;

    /**
     * Not open yet.
     *
     * @param address as {@link TaskFlowInstallation} gives it
     */
    public TaskFlowTarget(Map<String, String> address) {
        this.address = Address.of(address);
        this.topics = Connection.to(this.address.bootstrapServers(), this.address.registryUrl())
                .topics(FlowCommands.RUNTIME);
    }

    @Override
    public void open(Observer observer, int tasksPerFlow, boolean hold) throws Exception {
        ContractClients clients = new ContractClients(address);
        commands = new FlowCommands(tasksPerFlow);
        producer = clients.producer();
        Worker worker = new Worker(new BesidesProbe(observer), this::report, tasksPerFlow, hold);
        String group = "benchmark-" + probe;
        readings.add(Reading.start(
                clients.consumer("benchmark-worker", TaskDispatch.class),
                topics.tasks(FlowCommands.RUNTIME).name(),
                record -> worker.dispatched(record.value())));
        if (hold) {
            readings.add(Reading.start(
                    clients.consumer(group + "-cancellations", TaskCancellation.class),
                    topics.taskCancellations().name(),
                    record -> worker.cancelled(record.value())));
        }
        // The key says whose settlement it is, and that is all that a load wants to know.
        Observer settlements = new BesidesProbe(observer);
        readings.add(Reading.start(
                clients.consumer("benchmark-listener"),
                topics.flowSettled().name(),
                record -> settlements.settled(record.key())));
        readings.forEach(Reading::awaitAssigned);
        start(probe);
        probeSettled.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void start(String flowId) {
        for (FlowCommand command : opened(commands).start(flowId)) {
            send(topics.flowCommands().name(), flowId, command);
        }
    }

    @Override
    public void cancel(String flowId) {
        send(topics.flowCommands().name(), flowId, opened(commands).cancel(flowId));
    }

    private void report(TaskEvent event) {
        send(topics.taskEvents().name(), event.getFlowId(), event);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback has what is to be known.
    private void send(String topic, String flowId, SpecificRecord value) {
        opened(producer).send(new ProducerRecord<>(topic, flowId, value), (metadata, failure) -> {
            if (failure != null) {
                errors.incrementAndGet();
            }
        });
    }

    @Override
    public long errors() {
        return errors.get() + readings.stream().filter(Reading::failed).count();
    }

    @Override
    public void close() {
        readings.forEach(Reading::close);
        if (producer != null) {
            producer.close();
        }
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("open() must be called first");
        }
        return part;
    }

    /** Keeps the news of the first flow, which shows that everything runs, from the load. */
    private final class BesidesProbe implements Observer {
        private final Observer observer;

        BesidesProbe(Observer observer) {
            this.observer = observer;
        }

        @Override
        public void held(String flowId) {
            if (flowId.equals(probe)) {
                cancel(flowId);
            } else {
                observer.held(flowId);
            }
        }

        @Override
        public void cancelSeen(String flowId) {
            if (!flowId.equals(probe)) {
                observer.cancelSeen(flowId);
            }
        }

        @Override
        public void settled(String flowId) {
            if (flowId.equals(probe)) {
                probeSettled.complete(null);
            } else {
                observer.settled(flowId);
            }
        }
    }
}
