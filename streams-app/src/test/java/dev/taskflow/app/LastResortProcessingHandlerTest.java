package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the settings of production and a topology that fails as it is told. */
class LastResortProcessingHandlerTest {

    private static final String INPUT = "input";
    private static final String OUR_FAULT = "our fault";
    private static final String KAFKAS_FAULT = "Kafka's fault";

    private final TaskFlowConfig config = TaskFlowConfig.of(Map.of());
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> input;

    LastResortProcessingHandlerTest(@TempDir Path state) {
        Properties settings = StreamsSettings.of(config, config.topics(), state);
        Topology topology = new Topology();
        topology.addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), INPUT);
        topology.addProcessor("failing", Failing::new, "source");
        driver = new TopologyTestDriver(topology, settings);
        input = driver.createInputTopic(INPUT, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void aRecordThatOurFaultHitsIsSetAsideAndTheNextIsProcessed() {
        input.pipeInput(utf8(OUR_FAULT));
        input.pipeInput(utf8(OUR_FAULT));

        assertThat(deadLetters())
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.value()).isEqualTo(utf8(OUR_FAULT)))
                .allSatisfy(letter -> assertThat(letter.headers()
                                .lastHeader("__streams.errors.topic")
                                .value())
                        .isEqualTo(utf8(INPUT)));
    }

    @Test
    void aFaultOfKafkaFailsTheThreadSoThatNothingIsLost() {
        assertThatThrownBy(() -> input.pipeInput(utf8(KAFKAS_FAULT)))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(TimeoutException.class);
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void aFaultInATimersTurnLeavesNoDeadLetterAndProcessingGoesOn() {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(deadLetters()).isEmpty();

        input.pipeInput(utf8(OUR_FAULT));
        assertThat(deadLetters()).hasSize(1);
    }

    private List<TestRecord<byte[], byte[]>> deadLetters() {
        return driver.createOutputTopic(
                        config.topics().deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Failing implements Processor<byte[], byte[], Void, Void> {

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            context.schedule(Duration.ofMillis(500), PunctuationType.WALL_CLOCK_TIME, now -> {
                throw new IllegalStateException(OUR_FAULT);
            });
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            String text = new String(record.value(), StandardCharsets.UTF_8);
            throw text.equals(KAFKAS_FAULT) ? new TimeoutException(text) : new IllegalStateException(text);
        }
    }
}
