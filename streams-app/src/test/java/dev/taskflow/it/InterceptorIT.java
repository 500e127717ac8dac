package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A user's interceptor of what is read, beside the one that counts for commits. */
class InterceptorIT {
    private static final String MARK = "interceptor=was-here";

    @RegisterExtension
    private final TaskFlowFixture taskflow = TaskFlowFixture.provisioned();

    /** Leaves a mark that outputs carry on. */
    public static final class Marker implements ConsumerInterceptor<byte[], byte[]> {
        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            records.forEach(each -> each.headers().add("tracestate", MARK.getBytes(UTF_8)));
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            // Not what this is about.
        }

        @Override
        public void close() {
            // Holds nothing.
        }

        @Override
        public void configure(Map<String, ?> settings) {
            // Takes none.
        }
    }

    @Test
    void itSeesWhatIsRead() {
        Map<String, String> settings = taskflow.settings("a");
        settings.put("kafka.consumer.interceptor.classes", Marker.class.getName());
        RunningProcessor processor = taskflow.startProcessor(settings);
        FlowClient flow = taskflow.flow("marked");
        flow.create("x");

        flow.spawn("y");

        assertThat(taskflow.observer().commandResults().records()).isNotEmpty().allSatisfy(each -> assertThat(
                        each.headers().lastHeader("tracestate").value())
                .asString(UTF_8)
                .isEqualTo(MARK));
        processor.assertHealthy();
    }
}
