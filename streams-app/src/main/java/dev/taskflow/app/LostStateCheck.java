package dev.taskflow.app;

import dev.taskflow.access.Installation;
import dev.taskflow.state.StoreNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Notices that the group has read its inputs and nothing is left of what that led to. Whoever went on would answer {@code NOT_FOUND}
 * for every flow that there was, and never settle one.
 */
final class LostStateCheck {
    private final Admin admin;
    private final Installation installation;
    private final KafkaAnswers answers;

    LostStateCheck(Admin admin, Installation installation, KafkaAnswers answers) {
        this.admin = admin;
        this.installation = installation;
        this.answers = answers;
    }

    /**
     * Says that the state is lost; empty if it is not, or if this user may not look.
     *
     * @throws Unreachable if Kafka does not answer
     */
    List<Finding> check() {
        try {
            Optional<Map.Entry<TopicPartition, OffsetAndMetadata>> read = read();
            return read.isPresent() && isEmpty()
                    ? List.of(finding(read.get().getKey(), read.get().getValue().offset()))
                    : List.of();
        } catch (AuthorizationException hidden) {
            return List.of();
        }
    }

    /** A partition of the inputs that the group has read something of. */
    private Optional<Map.Entry<TopicPartition, OffsetAndMetadata>> read() {
        Set<String> inputs = Set.of(
                installation.topics().flowCommands().name(),
                installation.topics().taskEvents().name());
        return answers
                .unless(
                        GroupIdNotFoundException.class,
                        admin.listConsumerGroupOffsets(installation.applicationId())
                                .partitionsToOffsetAndMetadata())
                .orElse(Map.of())
                .entrySet()
                .stream()
                .filter(each -> inputs.contains(each.getKey().topic())
                        && each.getValue() != null
                        && each.getValue().offset() > 0)
                .findFirst();
    }

    /** There were flows, of which nothing is left. What was only ever refused has left no row. */
    private boolean isEmpty() {
        return ends(changelog()) == 0 && ends(installation.topics().flowEvents().name()) > 0;
    }

    /** The ends of a topic's partitions together; 0 for one that does not exist. */
    private long ends(String topic) {
        Optional<TopicDescription> there = answers.unless(
                UnknownTopicOrPartitionException.class,
                Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic), "described"));
        if (there.isEmpty()) {
            return 0;
        }
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        there.get()
                .partitions()
                .forEach(each -> latest.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
        return answers.get(admin.listOffsets(latest).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private String changelog() {
        return installation.applicationId() + "-" + StoreNames.FLOWS + "-changelog";
    }

    private Finding finding(TopicPartition input, long offset) {
        return Finding.fault(
                "the state of the flows is lost: the group " + installation.applicationId() + " has read "
                        + input.topic()
                        + " up to offset " + offset + " of partition " + input.partition() + ", but " + changelog()
                        + " is missing or empty",
                "bring the changelogs back from a backup; or, to begin with no flows at all, delete the group"
                        + " (kafka-consumer-groups --delete --group "
                        + installation.applicationId()
                        + "), by which all commands that are still on the topic are taken again");
    }
}
