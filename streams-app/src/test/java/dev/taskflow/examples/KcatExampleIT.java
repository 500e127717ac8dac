package dev.taskflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.dev.DevInstallation;
import dev.taskflow.serde.SchemaRegistryClient;
import dev.taskflow.topics.Topic;
import dev.taskflow.v1.FlowSettled;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TaskFlow's topics as kcat shows them, as its README runs it. */
class KcatExampleIT {
    /** Done by whoever prepares the machine. */
    private static final String SET_UP = "apt-get install -y --no-install-recommends kcat";

    @RegisterExtension
    private final ExamplesFixture examples = new ExamplesFixture();

    @Test
    void everyCommandOfTheReadmeShowsWhatItSays() throws Exception {
        String flow = MisroutedFlow.ID;
        int partition = aFlowSettles();
        aRecordIsSetAside();
        Example kcat = examples.example("kcat");
        kcat.set("flow", flow);

        assertThat(kcat.run("./look.sh").lines())
                .containsExactlyInAnyOrderElementsOf(topics().stream()
                        .map(topic -> topic.name() + " " + topic.partitions())
                        .toList());

        ConsumerRecord<String, FlowSettled> settled = settlement(flow);
        assertThat(kcat.run("./look.sh flow-settled"))
                .startsWith("%s %s/%s %s ".formatted(settled.timestamp(), settled.partition(), settled.offset(), flow))
                .contains("ce_type=dev.taskflow.v1.FlowSettled", "ce_subject=" + flow)
                .hasLineCount(1);
        assertThat(kcat.run("./look.sh flow-events $flow").lines())
                .isNotEmpty()
                .allMatch(
                        line -> line.contains(" " + flow + " ") && line.contains("ce_type=dev.taskflow.v1.FlowEvent"));
        assertThat(kcat.run("./look.sh flow-commands $flow").lines())
                .as("the record that was sent elsewhere, and where it was sent on to; so twice, for two commands")
                .hasSize(4)
                .filteredOn(line -> line.endsWith("taskflow.rerouted-from=" + partition))
                .hasSize(2);
        assertThat(kcat.run("./look.sh dead-letters"))
                .contains(
                        " unreadable 4 bytes ", "__streams.errors.message=A record of the topic taskflow.flow-commands")
                .doesNotContain("stacktrace")
                .hasLineCount(1);

        kcat.set("partition", Integer.toString(settled.partition()));
        kcat.set("offset", Long.toString(settled.offset()));
        assertThat(kcat.run("./look.sh value flow-settled $partition $offset"))
                .startsWith("0000000 00 " + hexadecimal(schemaId(settled.topic())) + " ")
                .contains(flow);
        assertThat(kcat.notRun()).containsExactly(SET_UP);
    }

    /** Gives back the partition that its commands were sent to. */
    private int aFlowSettles() throws Exception {
        Example node = examples.example("node");
        int partition = MisroutedFlow.create(node);
        node.run("node producer.mjs --partitioner legacy finish $flow \"shipped\"");
        examples.committed().awaitSettled(MisroutedFlow.ID);
        return partition;
    }

    private void aRecordIsSetAside() throws Exception {
        DevInstallation taskflow = examples.taskflow();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", taskflow.kafka()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(
                            taskflow.config().topics().flowCommands().name(), "unreadable", "junk"))
                    .get();
        }
        examples.committed().awaitDeadLetter();
    }

    private List<Topic<?>> topics() {
        return examples.taskflow().config().topics().all();
    }

    private ConsumerRecord<String, FlowSettled> settlement(String flow) {
        return examples.committed()
                .records(examples.taskflow().config().topics().flowSettled(), flow)
                .get(0);
    }

    private int schemaId(String topic) {
        return SchemaRegistryClient.of(
                        Map.of("schema.registry.url", examples.taskflow().registry()))
                .latest(topic + "-value")
                .orElseThrow()
                .id();
    }

    /** Four bytes, as od prints them. */
    private static String hexadecimal(int number) {
        return HexFormat.ofDelimiter(" ")
                .formatHex(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }
}
