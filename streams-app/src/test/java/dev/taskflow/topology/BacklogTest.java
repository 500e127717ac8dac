package dev.taskflow.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.serde.AvroDeserializer;
import dev.taskflow.topics.TopicCatalogue;
import dev.taskflow.topics.TopicSettings;
import dev.taskflow.v1.FlowCommand;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.spi.LoggingEventBuilder;

/** A commit is asked for with the last record of what was polled, and with no other. */
class BacklogTest {
    private static final TopicCatalogue TOPICS =
            TopicCatalogue.of("taskflow.", Set.of("default"), TopicSettings.DEFAULTS);

    private final Backlog backlog = new Backlog();
    private final Backlog.Watch consumer = new Backlog.Watch();
    private final MockProcessorContext<byte[], Output> context = new MockProcessorContext<>();
    private final InputProcessor<FlowCommand> processor = new Unread(backlog);

    /** Finds nothing that it can read in any record; what becomes of a record makes no difference here. */
    private static final class Unread extends InputProcessor<FlowCommand> {
        Unread(Backlog backlog) {
            super(
                    Nodes.COMMANDS,
                    new AvroDeserializer<>(FlowCommand.class),
                    new Routing(TOPICS.flowCommands(), Nodes.REROUTED_COMMANDS_SINK, 1),
                    new DeadLetters(TOPICS.deadLetters()),
                    backlog,
                    new Tally());
        }

        @Override
        LoggingEventBuilder about(FlowCommand input, LoggingEventBuilder event) {
            throw new AssertionError("nothing can be read");
        }

        @Override
        String flowId(FlowCommand input) {
            throw new AssertionError("nothing can be read");
        }

        @Override
        void handle(
                FlowCommand input,
                int encodedBytes,
                Instant timestamp,
                Record<byte[], byte[]> received,
                RecordMetadata from) {
            throw new AssertionError("nothing can be read");
        }
    }

    @BeforeEach
    void start() {
        consumer.configure(Map.of("taskflow.backlog", backlog));
        processor.init(context);
        context.setRecordMetadata(TOPICS.flowCommands().name(), 0, 0);
    }

    private void polls(int records) {
        List<ConsumerRecord<byte[], byte[]>> polled = LongStream.range(0, records)
                .mapToObj(offset -> new ConsumerRecord<>("in", 0, offset, new byte[0], new byte[0]))
                .toList();
        consumer.onConsume(new ConsumerRecords<>(Map.of(new TopicPartition("in", 0), polled), Map.of()));
    }

    private boolean commitsWithin(int records) {
        context.resetCommit();
        for (int i = 0; i < records; i++) {
            assertThat(context.committed()).isFalse();
            processor.process(new Record<>(new byte[0], null, 0));
        }
        return context.committed();
    }

    @Test
    void theLastRecordOfAPollCommits() {
        polls(3);

        assertThat(commitsWithin(2)).isFalse();
        assertThat(commitsWithin(1)).isTrue();
    }

    @Test
    void whatIsPolledMeanwhileBelongsToTheSameBatch() {
        polls(2);
        assertThat(commitsWithin(1)).isFalse();
        polls(2);

        assertThat(commitsWithin(2)).isFalse();
        assertThat(commitsWithin(1)).isTrue();
    }

    @Test
    void afterAPartitionHasGoneTheNextPollCountsAnew() {
        polls(100);
        processor.close();
        processor.init(context);
        assertThat(commitsWithin(1)).isFalse();
        polls(2);

        assertThat(commitsWithin(1)).isFalse();
        assertThat(commitsWithin(1)).isTrue();
    }
}
