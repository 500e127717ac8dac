package dev.taskflow.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaSettingsTest {
    private static final Connection CONNECTION = Connection.to("localhost:9092", "mock://settings");

    @Test
    void usersSettingsCannotBreakPromises() {
        Connection hostile = CONNECTION
                .withKafka("acks", "0")
                .withKafka("enable.idempotence", false)
                .withKafka("max.in.flight.requests.per.connection", 5)
                .withKafka("partitioner.class", "com.example.Other")
                .withKafka("isolation.level", "read_uncommitted")
                .withKafka("enable.auto.commit", true)
                .withKafka("group.id", "other");

        assertThat(KafkaSettings.producer(hostile))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("max.in.flight.requests.per.connection", 1)
                .doesNotContainKey("partitioner.class");
        assertThat(KafkaSettings.reader(hostile))
                .containsEntry("isolation.level", "read_committed")
                .doesNotContainKey("group.id");
        assertThat(KafkaSettings.member(hostile, "ours", true))
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("group.id", "ours")
                .containsEntry("auto.offset.reset", "earliest");
    }

    @Test
    void usersOwnTimesAreKept() {
        Connection own = CONNECTION.withKafka("request.timeout.ms", 60_000).withKafka("max.block.ms", "700");

        assertThat(KafkaSettings.producer(own))
                .containsEntry("request.timeout.ms", 60_000)
                .doesNotContainKey("delivery.timeout.ms"); // 30 s of ours would be less than a request may take
        assertThat(KafkaSettings.maxBlock(own)).isEqualTo(Duration.ofMillis(700));
        assertThat(KafkaSettings.producer(CONNECTION)).containsAllEntriesOf(Map.of("max.block.ms", 10_000));
    }
}
