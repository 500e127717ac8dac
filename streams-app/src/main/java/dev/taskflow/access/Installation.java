package dev.taskflow.access;

import dev.taskflow.state.StoreNames;
import dev.taskflow.topics.TopicCatalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * An installation as it is configured.
 *
 * @param topics its topics
 * @param applicationId names the processor's group, changelogs and transactions
 * @param changelogConfigs settings of changelogs that replace the usual ones, by Kafka's names
 */
public record Installation(TopicCatalogue topics, String applicationId, Map<String, String> changelogConfigs) {

    /** Copies the settings. */
    public Installation {
        changelogConfigs = Map.copyOf(changelogConfigs);
    }

    /**
     * The topics that Kafka Streams makes when a processor first runs, if nobody else has. There are no others: nothing is
     * repartitioned.
     */
    public List<NewTopic> changelogs() {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        configs.put(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, topics.flowEvents().timestampType().name);
        configs.put(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(topics.flowEvents().maxMessageBytes()));
        configs.putAll(changelogConfigs);
        short replicas = topics.deadLetters().replicationFactor();
        return Stream.of(StoreNames.FLOWS, StoreNames.OWNERS, StoreNames.TASKS, StoreNames.TIMERS)
                .map(store -> new NewTopic(
                                applicationId + "-" + store + "-changelog",
                                Optional.of(topics.flowCommands().partitions()),
                                replicas < 0 ? Optional.empty() : Optional.of(replicas))
                        .configs(configs))
                .toList();
    }

    /** What the processor's transactional ids begin with; an id of the instance and the thread's number follow. */
    public String transactionalIdPrefix() {
        return applicationId + "-";
    }
}
