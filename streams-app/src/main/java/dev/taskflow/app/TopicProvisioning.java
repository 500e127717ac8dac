package dev.taskflow.app;

import dev.taskflow.access.Installation;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes and checks the topics of the contract, and checks the changelogs. Never changes a topic that exists: it says what differs. */
final class TopicProvisioning {

    private static final String WHO_GRANTS = "'taskflow topics export' writes down what each user needs";
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Admin admin;
    private final TopicCatalogue catalogue;
    private final ChangelogCheck changelogs;
    private final LostStateCheck lostState;
    private final KafkaAnswers answers;

    TopicProvisioning(Admin admin, Installation installation, KafkaAnswers answers) {
        this.admin = admin;
        this.catalogue = installation.topics();
        this.changelogs = new ChangelogCheck(admin, installation, answers);
        this.lostState = new LostStateCheck(admin, installation, answers);
        this.answers = answers;
    }

    /**
     * Creates what is missing, waits until brokers know it, then checks everything. Safe to repeat and to run from several
     * places at once.
     *
     * @throws Unreachable if Kafka does not answer
     */
    List<Finding> apply() {
        Seen before = look();
        List<Topic<?>> missing = catalogue.all().stream()
                .filter(topic -> !before.partitions().containsKey(topic.name())
                        && !before.hidden().contains(topic.name()))
                .toList();
        Map<String, Finding> created = create(missing);
        List<Finding> findings = new ArrayList<>(created.values());
        Set<String> refused = created.keySet().stream()
                .filter(name -> Objects.requireNonNull(created.get(name)).kind() == Finding.Kind.FAULT)
                .collect(Collectors.toSet());
        awaitVisible(missing.stream()
                .map(Topic::name)
                .filter(name -> !refused.contains(name))
                .collect(Collectors.toSet()));
        findings.addAll(check(refused));
        return findings;
    }

    /**
     * What is missing or other than configured; empty if all is well.
     *
     * @throws Unreachable if Kafka does not answer
     */
    List<Finding> check() {
        return check(Set.of());
    }

    /** @param refused topics of which it is told already that they could not be made */
    private List<Finding> check(Set<String> refused) {
        Seen seen = look();
        Map<String, Integer> existing = seen.partitions();
        List<Finding> findings = new ArrayList<>();
        for (Topic<?> topic : catalogue.all()) {
            Integer partitions = existing.get(topic.name());
            if (seen.hidden().contains(topic.name())) {
                findings.add(Finding.fault("topic " + topic.name()
                        + " cannot be seen by this user, who needs Describe on it: " + WHO_GRANTS));
            } else if (partitions == null) {
                if (!refused.contains(topic.name())) {
                    findings.add(Finding.fault("topic " + topic.name() + " does not exist"));
                }
            } else if (partitions != topic.partitions()) {
                findings.add(Finding.differs("topic " + topic.name() + " has " + partitions
                        + " partitions, configured are " + topic.partitions()));
            }
        }
        findings.addAll(unequalInputs(existing));
        findings.addAll(settings(existing));
        findings.addAll(changelogs.check(existing));
        findings.addAll(lostState.check());
        return findings;
    }

    /** How many partitions each topic of the catalogue has, by name; those that do not exist or cannot be seen are left out. */
    Map<String, Integer> partitionCounts() {
        return look().partitions();
    }

    /** Kafka's ids of the input topics, by name; one that was deleted and made again has another. */
    Map<String, String> inputIds() {
        Map<String, String> ids = new LinkedHashMap<>();
        admin.describeTopics(List.of(
                        catalogue.flowCommands().name(), catalogue.taskEvents().name()))
                .topicNameValues()
                .forEach((name, answer) ->
                        ids.put(name, answers.get(answer).topicId().toString()));
        return ids;
    }

    /**
     * What there is of the catalogue.
     *
     * @param partitions of the topics that exist, by name
     * @param hidden topics that this user may not see, whether they exist or not
     */
    private record Seen(Map<String, Integer> partitions, Set<String> hidden) {}

    private Seen look() {
        Seen seen = new Seen(new LinkedHashMap<>(), new HashSet<>());
        admin.describeTopics(catalogue.all().stream().map(Topic::name).toList())
                .topicNameValues()
                .forEach((name, answer) -> {
                    try {
                        answers.unless(UnknownTopicOrPartitionException.class, answer)
                                .ifPresent(topic -> seen.partitions()
                                        .put(name, topic.partitions().size()));
                    } catch (TopicAuthorizationException refused) {
                        seen.hidden().add(name);
                    }
                });
        return seen;
    }

    /** What became of each, by name; nothing of one that somebody else has made at the same moment. */
    private Map<String, Finding> create(List<Topic<?>> missing) {
        List<NewTopic> wanted = missing.stream().map(Topic::toCreate).toList();
        Map<String, Finding> findings = new LinkedHashMap<>();
        Map<String, KafkaFuture<Void>> created = admin.createTopics(wanted).values();
        missing.stream().map(Topic::name).forEach(name -> {
            try {
                KafkaFuture<Void> answer = Objects.requireNonNull(created.get(name), name);
                if (answers.unless(TopicExistsException.class, answer.thenApply(nothing -> name))
                        .isPresent()) {
                    findings.put(name, Finding.done("topic " + name + " created"));
                }
            } catch (AuthorizationException refused) {
                findings.put(
                        name,
                        Finding.fault("topic " + name + " cannot be created by this user, who needs Create on it: "
                                + WHO_GRANTS));
            } catch (KafkaException refused) {
                findings.put(name, Finding.fault("topic " + name + " cannot be created: " + refused.getMessage()));
            }
        });
        return findings;
    }

    /** A broker may not know for a moment what the controller has just created, for us or for somebody else. */
    private void awaitVisible(Set<String> created) {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (!partitionCounts().keySet().containsAll(created) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private List<Finding> unequalInputs(Map<String, Integer> existing) {
        String commands = catalogue.flowCommands().name();
        String events = catalogue.taskEvents().name();
        Integer ofCommands = existing.get(commands);
        Integer ofEvents = existing.get(events);
        if (ofCommands == null || ofEvents == null || ofCommands.equals(ofEvents)) {
            return List.of();
        }
        return List.of(Finding.fault(
                "topic " + commands + " has " + ofCommands + " partitions, but " + events + " has " + ofEvents
                        + ": they must have the same number, as a flow's commands and events meet on one partition",
                "delete the empty one of the two and apply again"));
    }

    private List<Finding> settings(Map<String, Integer> existing) {
        Map<String, Topic<?>> topics = new LinkedHashMap<>();
        catalogue.all().stream()
                .filter(topic -> existing.containsKey(topic.name()))
                .forEach(topic -> topics.put(topic.name(), topic));
        List<ConfigResource> resources = topics.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        List<Finding> findings = new ArrayList<>();
        admin.describeConfigs(resources).values().forEach((resource, answer) -> {
            Topic<?> topic = topics.get(resource.name());
            if (topic != null) {
                findings.addAll(answers.unless(AuthorizationException.class, answer)
                        .map(config -> TopicSettingsCheck.compare(topic.name(), topic.configs(), config))
                        .orElseGet(() -> List.of(Finding.differs("topic " + topic.name()
                                + ": its settings are unknown, as this user may not read them (DescribeConfigs)"))));
            }
        });
        return findings;
    }
}
