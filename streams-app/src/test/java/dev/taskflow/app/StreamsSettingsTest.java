package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.input.InputBounds;
import dev.taskflow.input.InputClients;
import dev.taskflow.input.InputConsumerWrapper;
import dev.taskflow.input.PolledInput;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

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
                .containsEntry("max.poll.records", 50);
    }

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
    void consumersOfTheStreamsProtocolAreBoundedToo() {
        PolledInput polled = new PolledInput();
        Properties settings = settings(Map.of("group.protocol", "streams"));
        settings.putAll(new InputClients(polled, InputBounds.ofOneOf(1)).streamsSettings());

        assertThat(new StreamsConfig(settings).getMainConsumerConfigs("taskflow", "c", 1))
                .containsValue(InputConsumerWrapper.class)
                .containsValue(polled);
    }

    /** Clocks of producers do not decide what is decided next, or whether. */
    @Test
    void noInputWaitsForTheOther() {
        assertThat(new StreamsConfig(settings(Map.of())).getLong("max.task.idle.ms"))
                .isEqualTo(-1);
    }

    @Test
    void changelogsHaveTheBrokersTime() {
        assertThat(settings(Map.of())).containsEntry("topic.message.timestamp.type", "LogAppendTime");
    }

    @Test
    void anInnerPollIsSmallerWhereRecordsMayBeLarger() {
        assertThat(settings(Map.of("limit.command.bytes", "8000000")).get("main.consumer.max.poll.records"))
                .asInstanceOf(InstanceOfAssertFactories.INTEGER)
                .isBetween(1, 10);
    }

    @Test
    void theProducersOfAllThreadsShareTheirMemory() {
        assertThat(settings(Map.of("num.stream.threads", "4"))).containsEntry("producer.buffer.memory", 16L << 20);
        assertThat(settings(Map.of("num.stream.threads", "64")).get("producer.buffer.memory"))
                .as("two of the largest records")
                .asInstanceOf(InstanceOfAssertFactories.LONG)
                .isBetween(8L << 20, 9L << 20);
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
