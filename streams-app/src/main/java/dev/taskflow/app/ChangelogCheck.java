package dev.taskflow.app;

import dev.taskflow.access.Installation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Checks the changelogs that exist against the configuration: Kafka Streams makes them once and alters none, so a limit that was
 * raised since then, or partitions that were added to the inputs, must be noticed before it runs.
 */
final class ChangelogCheck {

    private final Admin admin;
    private final Installation installation;
    private final KafkaAnswers answers;

    ChangelogCheck(Admin admin, Installation installation, KafkaAnswers answers) {
        this.admin = admin;
        this.installation = installation;
        this.answers = answers;
    }

    /**
     * Says what differs. Changelogs that do not exist, or that this user may not see, are left out: the processor makes the
     * former, and cannot run without the right to see the latter.
     *
     * @param inputs how many partitions each topic of the catalogue has that exists, by name
     * @throws Unreachable if Kafka does not answer
     */
    List<Finding> check(Map<String, Integer> inputs) {
        Map<String, Integer> partitions = partitions();
        List<Finding> findings = new ArrayList<>(moved(inputs, partitions));
        findings.addAll(settings(partitions));
        return findings;
    }

    private Map<String, Integer> partitions() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<String> names =
                installation.changelogs().stream().map(NewTopic::name).toList();
        admin.describeTopics(names).topicNameValues().forEach((name, answer) -> {
            try {
                Optional<TopicDescription> changelog = answers.unless(UnknownTopicOrPartitionException.class, answer);
                changelog.ifPresent(there -> counts.put(name, there.partitions().size()));
            } catch (TopicAuthorizationException hidden) {
                // left out
            }
        });
        return counts;
    }

    /** Inputs that have another number of partitions than the state. */
    private List<Finding> moved(Map<String, Integer> inputs, Map<String, Integer> changelogs) {
        List<Finding> findings = new ArrayList<>();
        Stream.of(installation.topics().flowCommands(), installation.topics().taskEvents())
                .forEach(input -> {
                    Integer now = inputs.get(input.name());
                    List<String> others = installation.changelogs().stream()
                            .map(NewTopic::name)
                            .filter(changelog -> now != null
                                    && changelogs.containsKey(changelog)
                                    && !now.equals(changelogs.get(changelog)))
                            .toList();
                    if (now != null && !others.isEmpty()) {
                        int before = Objects.requireNonNull(changelogs.get(others.get(0)));
                        findings.add(MovedPartitions.finding(input.name(), now, others, before));
                    }
                });
        return findings;
    }

    private List<Finding> settings(Map<String, Integer> existing) {
        Map<String, Map<String, String>> wanted = new LinkedHashMap<>();
        installation.changelogs().stream()
                .filter(changelog -> existing.containsKey(changelog.name()))
                .forEach(changelog -> wanted.put(changelog.name(), changelog.configs()));
        List<ConfigResource> resources = wanted.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        List<Finding> findings = new ArrayList<>();
        admin.describeConfigs(resources).values().forEach((resource, answer) -> {
            Map<String, String> configs = wanted.getOrDefault(resource.name(), Map.of());
            findings.addAll(answers.unless(AuthorizationException.class, answer)
                    .map(actual -> TopicSettingsCheck.compare(resource.name(), configs, actual))
                    .orElseGet(() -> List.of(Finding.differs("topic " + resource.name()
                            + ": its settings are unknown, as this user may not read them (DescribeConfigs)"))));
        });
        return findings;
    }
}
