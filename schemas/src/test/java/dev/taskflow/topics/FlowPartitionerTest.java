package dev.taskflow.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class FlowPartitionerTest {
    private static final List<String> IDS = List.of("a", "flow-1", "0a8f:b_2.x", "x".repeat(200), "");

    @Test
    void aFlowIsWhereKafkasDefaultPartitionerPutsIt() {
        for (String id : IDS) {
            for (int partitions : new int[] {1, 2, 6, 7, 100}) {
                byte[] key = id.getBytes(StandardCharsets.UTF_8);
                assertThat(FlowPartitioner.partitionOf(id, partitions))
                        .as("%s of %d", id, partitions)
                        .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
            }
        }
    }

    /** Kafka's own published murmur2 values, so that a change on Kafka's side cannot move flows unnoticed. */
    @Test
    void aFlowStaysWhereItIsWhateverKafkaVersion() {
        int many = Integer.MAX_VALUE;
        assertThat(FlowPartitioner.partitionOf("21", many)).isEqualTo((-973932308 & 0x7fffffff) % many);
        assertThat(FlowPartitioner.partitionOf("foobar", many)).isEqualTo((-790332482 & 0x7fffffff) % many);
        assertThat(FlowPartitioner.partitionOf("a-little-bit-long-string", many))
                .isEqualTo((-985981536 & 0x7fffffff) % many);
    }
}
