package dev.taskflow.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.taskflow.topics.FlowPartitioner;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.FlowStatus;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskStatus;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A producer, a worker and a listener that know the contract alone, as their README runs them. */
class NodeExampleIT {
    /** Done by whoever prepares the machine. */
    private static final String SET_UP = "npm ci --ignore-scripts --no-audit --no-fund";

    @RegisterExtension
    private final ExamplesFixture examples = new ExamplesFixture();

    @Test
    void everyCommandOfTheReadmeDoesWhatItSays() throws Exception {
        Example node = examples.example("node");
        Run worker = node.start("node worker.mjs default");
        Run listener = node.start("node listener.mjs");

        aCancelReachesTheRunningTask(node, worker, listener);
        whatAnotherPartitionerSendsElsewhereTakesEffect(node, worker, listener);

        assertThat(List.of(worker.stop(), listener.stop()))
                .as("stopped in order, after %s %s", worker.output(), listener.output())
                .containsOnly(0);
        assertThat(node.notRun()).containsExactly(SET_UP);
    }

    private void aCancelReachesTheRunningTask(Example node, Run worker, Run listener) throws Exception {
        String flow = node.assigned("flow", "flow=$(node -p 'crypto.randomUUID()')");
        assertThat(node.run("node producer.mjs create $flow \"ship order 4711\" pick=1 pack=1"))
                .as("kafkajs chooses the partition that Java does")
                .isEqualTo("create ACCEPTED: %s is QUEUED, revision 1; sent to partition %d", flow, home(flow));
        worker.awaitLine(flow + "/pick SUCCEEDED: {\"waited\":1}");
        worker.awaitLine(flow + "/pack SUCCEEDED: {\"waited\":1}");
        committed().awaitStatus(flow, "pick", TaskStatus.SUCCEEDED);
        committed().awaitStatus(flow, "pack", TaskStatus.SUCCEEDED);

        assertThat(node.run("node producer.mjs spawn $flow press=600")).startsWith("spawn ACCEPTED: " + flow);
        worker.awaitLine(flow + "/press started, attempt 1");
        committed().awaitStatus(flow, "press", TaskStatus.RUNNING);
        assertThat(node.run("node producer.mjs cancel $flow \"the customer called\""))
                .startsWith("cancel ACCEPTED: " + flow);
        worker.awaitLine(flow + "/press CANCELLED: the customer called");
        listener.awaitLine(flow + " CANCELLED (the customer called); tasks: total 3, succeeded 2, cancelled 1");
        Run refused = node.start("node producer.mjs spawn $flow more=1");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).startsWith("spawn REJECTED CANCEL_REQUESTED: Flow " + flow);

        committed().awaitSettled(flow);
        FlowSettled settled = onlySettlement(flow);
        assertThat(settled.getStatus()).isEqualTo(FlowStatus.CANCELLED);
        assertThat(settled.getTasks())
                .isEqualTo(TaskCounts.newBuilder()
                        .setTotal(3)
                        .setSucceeded(2)
                        .setCancelled(1)
                        .build());
        assertThat(committed().statuses(flow, "press")).containsExactly(TaskStatus.RUNNING, TaskStatus.CANCELLED);
        assertThat(committed().records(topics().taskEvents(), flow))
                .as("a start and an end of each task")
                .hasSize(6)
                .allMatch(report -> report.partition() == home(flow));
        assertWhole(flow);
    }

    private void whatAnotherPartitionerSendsElsewhereTakesEffect(Example node, Run worker, Run listener)
            throws Exception {
        String flow = MisroutedFlow.ID;
        int partition = MisroutedFlow.create(node);
        worker.awaitLine(flow + "/pick SUCCEEDED: {\"waited\":0}");
        committed().awaitStatus(flow, "pick", TaskStatus.SUCCEEDED);
        assertThat(node.run("node producer.mjs --partitioner legacy finish $flow \"shipped\""))
                .isEqualTo("finish ACCEPTED: %s is SUCCEEDED, revision 2; sent to partition %d", flow, partition);
        listener.awaitLine(flow + " SUCCEEDED (shipped); tasks: total 1, succeeded 1");

        assertThat(partition).isNotEqualTo(home(flow));
        assertThat(committed().records(topics().flowCommands(), flow))
                .as("each command where it was sent to, and sent on from there")
                .extracting(ConsumerRecord::partition, NodeExampleIT::reroutedFrom)
                .containsExactlyInAnyOrder(
                        tuple(partition, ""),
                        tuple(partition, ""),
                        tuple(home(flow), Integer.toString(partition)),
                        tuple(home(flow), Integer.toString(partition)));
        committed().awaitSettled(flow);
        assertThat(onlySettlement(flow).getStatus()).isEqualTo(FlowStatus.SUCCEEDED);
        assertWhole(flow);
    }

    private Committed committed() {
        return examples.committed();
    }

    private TopicCatalogue topics() {
        return examples.taskflow().config().topics();
    }

    /** Where a flow lives. */
    private int home(String flow) {
        return FlowPartitioner.partitionOf(flow, topics().flowCommands().partitions());
    }

    private static String reroutedFrom(ConsumerRecord<?, ?> command) {
        Header header = command.headers().lastHeader("taskflow.rerouted-from");
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private FlowSettled onlySettlement(String flow) {
        return assertThat(committed().records(topics().flowSettled(), flow))
                .singleElement()
                .actual()
                .value();
    }

    /** All of its history is in one place and nothing is missing, which is so only if one partition decided all of it. */
    private void assertWhole(String flow) {
        List<FlowEvent> history = committed().history(flow);
        assertThat(history)
                .extracting(FlowEvent::getSequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, history.size()).boxed().toList());
        assertThat(history.get(history.size() - 1).getFlowSettled()).isPresent();
    }
}
