package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.topology.Backlog;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsSettingsTest {

    @Test
    void kafkaStreamsAcceptsTheDefaults() {
        StreamsConfig accepted = new StreamsConfig(settings(Map.of()));

        assertThat(accepted.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(accepted.getProducerConfigs("p")).containsEntry("batch.size", 131_072);
        assertThat(accepted.getMainConsumerConfigs("taskflow", "c", 1))
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("session.timeout.ms", 6_000)
                .containsEntry("max.poll.records", 5_000);
    }

    /** Beside each cached row Kafka Streams keeps an input, uncounted: its own 10 MiB would be gigabytes of the largest ones. */
    @Test
    void fewRowsAreCachedUnlessTheUserWantsOtherwise() {
        assertThat(new StreamsConfig(settings(Map.of())).getLong("statestore.cache.max.bytes"))
                .isEqualTo(256 * 1024);
        assertThat(settings(Map.of("kafka.statestore.cache.max.bytes", "1048576")))
                .containsEntry("statestore.cache.max.bytes", "1048576");
        assertThat(settings(Map.of("kafka.cache.max.bytes.buffering", "1048576")))
                .containsEntry("cache.max.bytes.buffering", "1048576")
                .doesNotContainKey("statestore.cache.max.bytes");
    }

    @Test
    void theStreamsProtocolTakesNoSessionTimeouts() {
        Properties settings = settings(Map.of("group.protocol", "streams"));

        assertThat(new StreamsConfig(settings).getString("group.protocol")).isEqualTo("streams");
        assertThat(settings).doesNotContainKeys("main.consumer.session.timeout.ms", "num.standby.replicas");
    }

    @Test
    void aStaticMemberIsNamedToTheConsumer() {
        assertThat(settings(Map.of("group.instance.id", "pod-1")))
                .containsEntry("main.consumer.group.instance.id", "pod-1");
    }

    @Test
    void anInstanceWithAnAddressIsKnownByIt() {
        assertThat(settings(Map.of("application.server", "pod-1:8080")))
                .containsEntry("application.server", "pod-1:8080");
        assertThat(settings(Map.of())).doesNotContainKey("application.server");
    }

    @Test
    void aRackIsForReadingForAssignmentAndForWhereCopiesGo() {
        StreamsConfig accepted = new StreamsConfig(settings(Map.of("rack.id", "zone-a")));

        assertThat(accepted.getMainConsumerConfigs("taskflow", "c", 1)).containsEntry("client.rack", "zone-a");
        assertThat(accepted.getRestoreConsumerConfigs("c")).containsEntry("client.rack", "zone-a");
        assertThat(accepted.getClientTags()).isEqualTo(Map.of("rack", "zone-a"));
        assertThat(accepted.getList("rack.aware.assignment.tags")).containsExactly("rack");
        assertThat(accepted.getString("rack.aware.assignment.strategy")).isEqualTo("min_traffic");
    }

    @Test
    void eachInstanceKeepsACopyOfAnothersStateUnlessToldOtherwise() {
        assertThat(new StreamsConfig(settings(Map.of())).getInt("num.standby.replicas"))
                .isEqualTo(1);
        assertThat(settings(Map.of("num.standby.replicas", "0"))).containsEntry("num.standby.replicas", 0);
    }

    @Test
    void theBacklogReachesTheConsumerThatItCounts() {
        Properties settings = settings(Map.of());
        Backlog backlog = new Backlog();
        settings.putAll(backlog.streamsSettings(settings));

        assertThat(new StreamsConfig(settings).getMainConsumerConfigs("taskflow", "c", 1))
                .containsEntry("interceptor.classes", Backlog.Watch.class.getName())
                .containsValue(backlog);
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.main.consumer.interceptor.classes, kafka.producer.linger.ms",
        "kafka.consumer.interceptor.classes, kafka.interceptor.classes",
        "kafka.interceptor.classes, kafka.producer.linger.ms",
        "kafka.main.consumer.interceptor.classes, kafka.consumer.interceptor.classes",
    })
    void theUsersInterceptorsComeBeforeTheBacklogs(String key, String weaker) {
        Properties settings = settings(Map.of(key, "team.One,team.Two", weaker, "5"));
        settings.putAll(new Backlog().streamsSettings(settings));

        assertThat(new StreamsConfig(settings).getMainConsumerConfigs("taskflow", "c", 1))
                .containsEntry("interceptor.classes", "team.One,team.Two," + Backlog.Watch.class.getName());
    }

    @Test
    void kafkaKeysReplaceOurOwnTuning() {
        assertThat(settings(Map.of("kafka.producer.batch.size", "1"))).containsEntry("producer.batch.size", "1");
    }

    @Test
    void adminTakesItsOwnKeysAndThoseOfAllClients() {
        Properties admin = StreamsSettings.admin(TaskFlowConfig.of(Map.of(
                "kafka.security.protocol", "SSL",
                "kafka.admin.request.timeout.ms", "1",
                "kafka.producer.linger.ms", "2")));

        assertThat(admin)
                .containsEntry("security.protocol", "SSL")
                .containsEntry("request.timeout.ms", "1")
                .doesNotContainKeys("linger.ms", "producer.linger.ms");
    }

    private static Properties settings(Map<String, String> settings) {
        TaskFlowConfig config = TaskFlowConfig.of(new HashMap<>(settings));
        return StreamsSettings.of(config, config.topics(), Path.of("state"));
    }
}
