package dev.taskflow.topology;

import dev.taskflow.input.PolledInput;
import dev.taskflow.rules.ProcessorTime;
import dev.taskflow.rules.Rules;
import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.state.FlowStore;
import dev.taskflow.state.InputOffsets;
import dev.taskflow.state.LivePartitions;
import dev.taskflow.state.OwnerIndex;
import dev.taskflow.state.StoreNames;
import dev.taskflow.state.StoredState;
import dev.taskflow.state.TaskStore;
import dev.taskflow.state.TimerStore;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.FlowCommand;
import dev.taskflow.v1.TaskEvent;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Begins lives of stream tasks: puts the parts together that each life has for itself. Safe for use by several stream threads. */
final class StreamTaskLives {
    private final TopicCatalogue topics;
    private final TopologySettings settings;
    private final LivePartitions live;
    private final PolledInput polled;
    private final Tally tally;

    /** One for all stream tasks: each client of its own would have threads and connections of its own. */
    private final SchemaRegistryClient registry;

    StreamTaskLives(
            TopicCatalogue topics, TopologySettings settings, LivePartitions live, PolledInput polled, Tally tally) {
        this.topics = topics;
        this.settings = settings;
        this.live = live;
        this.polled = polled;
        this.tally = tally;
        this.registry = SchemaRegistryClient.of(settings.serdeConfig());
    }

    /** Begins a life in a context, whose stores are open and in full. */
    StreamTaskLife begin(ProcessorContext<byte[], Output> context) {
        int partition = context.taskId().partition();
        long recentBytes = settings.recentBytes() / settings.flowPartitions();
        FlowStore flows = new FlowStore(context.getStateStore(StoreNames.FLOWS), recentBytes);
        TaskStore tasks = new TaskStore(context.getStateStore(StoreNames.TASKS), recentBytes);
        TimerStore timers = new TimerStore(context.getStateStore(StoreNames.TIMERS));
        OwnerIndex owners = new OwnerIndex(context.getStateStore(StoreNames.OWNERS));
        Supplier<ProcessorTime> clock = () -> new ProcessorTime(
                Instant.ofEpochMilli(context.currentSystemTimeMs()),
                settings.wallClock().instant());
        Consumer<Output> forward =
                output -> context.forward(output.asRecord(settings.wallClock().millis()), output.sink());
        ProcessorMetrics metrics = new ProcessorMetrics(context.metrics(), Nodes.PROCESSOR, context.taskId(), tally);
        PartitionTally partitionTally =
                tally.begin(partition, flows, clock.get().steady());
        FlowEngine engine = new FlowEngine(
                new Rules(settings.rules(), settings.dispatchIds().get()),
                new Emitter(topics, registry, settings.serdeConfig(), settings.source()),
                new StoredState(flows, tasks),
                new StateWriter(flows, tasks, owners, timers),
                forward,
                tally,
                partitionTally,
                metrics,
                clock);
        TimerPunctuator punctuator = new TimerPunctuator(
                engine,
                timers,
                settings.gates().of(new TopicPartition(topics.taskEvents().name(), partition)),
                settings.wallClock(),
                metrics,
                partitionTally,
                settings.timers().slice(),
                context::commit);
        ProcessedOffsets offsets = new ProcessedOffsets(
                new InputOffsets(context.getStateStore(StoreNames.FLOWS)),
                settings.topicIds(),
                partition,
                settings.ends());
        Map<String, Intake<?>> intakes = Map.of(
                topics.flowCommands().name(),
                intake(
                        FlowCommand.class,
                        topics.flowCommands(),
                        Nodes.REROUTED_COMMANDS_SINK,
                        new CommandHandler(engine, metrics, tally),
                        metrics,
                        forward),
                topics.taskEvents().name(),
                intake(
                        TaskEvent.class,
                        topics.taskEvents(),
                        Nodes.REROUTED_TASK_EVENTS_SINK,
                        new ReportHandler(engine, metrics),
                        metrics,
                        forward));
        StreamTaskLife.Parts parts =
                new StreamTaskLife.Parts(intakes, offsets, punctuator, metrics, tally, partitionTally, live, polled);
        return new StreamTaskLife(context, parts, settings.timers());
    }

    private <V extends SpecificRecord> Intake<V> intake(
            Class<V> type,
            Topic<?> topic,
            String reroutedSink,
            InputHandler<V> handler,
            ProcessorMetrics metrics,
            Consumer<Output> forward) {
        AvroDeserializer<V> deserializer = new AvroDeserializer<>(type, registry);
        deserializer.configure(settings.serdeConfig(), false);
        return new Intake<>(
                deserializer,
                new Routing(topic, reroutedSink, settings.flowPartitions()),
                handler,
                new DeadLetters(topics.deadLetters()),
                metrics,
                forward);
    }
}
