package dev.taskflow.app;

import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes and checks the topics of the contract. Never changes a topic that exists: it says what differs. */
final class TopicProvisioning {

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Admin admin;
    private final TopicCatalogue catalogue;
    private final KafkaAnswers answers;

    TopicProvisioning(Admin admin, TopicCatalogue catalogue, KafkaAnswers answers) {
        this.admin = admin;
        this.catalogue = catalogue;
        this.answers = answers;
    }

    /**
     * Creates what is missing, waits until brokers know it, then checks everything. Safe to repeat and to run from several
     * places at once.
     *
     * @throws Unreachable if Kafka does not answer
     */
    List<Finding> apply() {
        Map<String, Integer> existing = partitionCounts();
        List<Topic<?>> missing = catalogue.all().stream()
                .filter(topic -> !existing.containsKey(topic.name()))
                .toList();
        List<Finding> findings = new ArrayList<>(create(missing));
        if (Finding.messages(findings, Finding.Kind.FAULT).isEmpty()) {
            awaitVisible();
        }
        findings.addAll(check());
        return findings;
    }

    /**
     * What is missing or other than configured; empty if all is well.
     *
     * @throws Unreachable if Kafka does not answer
     */
    List<Finding> check() {
        Map<String, Integer> existing = partitionCounts();
        List<Finding> findings = new ArrayList<>();
        for (Topic<?> topic : catalogue.all()) {
            Integer partitions = existing.get(topic.name());
            if (partitions == null) {
                findings.add(Finding.fault("topic " + topic.name() + " does not exist"));
            } else if (partitions != topic.partitions()) {
                findings.add(Finding.differs("topic " + topic.name() + " has " + partitions
                        + " partitions, configured are " + topic.partitions()));
            }
        }
        findings.addAll(unequalInputs(existing));
        findings.addAll(settings(existing));
        return findings;
    }

    /** How many partitions each topic of the catalogue has, by name; those that do not exist are left out. */
    Map<String, Integer> partitionCounts() {
        Map<String, KafkaFuture<TopicDescription>> asked = admin.describeTopics(
                        catalogue.all().stream().map(Topic::name).toList())
                .topicNameValues();
        Map<String, Integer> counts = new LinkedHashMap<>();
        asked.forEach((name, answer) -> answers.unless(UnknownTopicOrPartitionException.class, answer)
                .ifPresent(topic -> counts.put(name, topic.partitions().size())));
        return counts;
    }

    private List<Finding> create(List<Topic<?>> missing) {
        List<NewTopic> wanted = missing.stream().map(Topic::toCreate).toList();
        List<Finding> findings = new ArrayList<>();
        Map<String, KafkaFuture<Void>> created = admin.createTopics(wanted).values();
        missing.stream().map(Topic::name).forEach(name -> {
            try {
                KafkaFuture<Void> answer = Objects.requireNonNull(created.get(name), name);
                if (answers.unless(TopicExistsException.class, answer.thenApply(nothing -> name))
                        .isPresent()) {
                    findings.add(Finding.done("topic " + name + " created"));
                }
            } catch (KafkaException refused) {
                findings.add(Finding.fault("topic " + name + " cannot be created: " + refused.getMessage()));
            }
        });
        return findings;
    }

    /** A broker may not know for a moment what the controller has just created. */
    private void awaitVisible() {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (partitionCounts().size() < catalogue.all().size() && System.nanoTime() < deadline) {
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
        return List.of(Finding.fault("topic " + commands + " has " + ofCommands + " partitions, but " + events + " has "
                + ofEvents + ": they must have the same number, as a flow's commands and events meet on one partition;"
                + " delete the empty one of the two and apply again"));
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
                        .map(config -> settings(topic, config))
                        .orElseGet(() -> List.of(Finding.differs("topic " + topic.name()
                                + ": its settings are unknown, as this user may not read them (DescribeConfigs)"))));
            }
        });
        return findings;
    }

    private static List<Finding> settings(Topic<?> topic, Config actual) {
        List<Finding> findings = new ArrayList<>();
        topic.configs().forEach((key, wanted) -> {
            String found = actual.get(key) == null ? "" : actual.get(key).value();
            if (!wanted.equals(found)) {
                String message = "topic " + topic.name() + " has " + key + "=" + found + ", configured is " + wanted;
                findings.add(breaksProcessing(key, wanted, found) ? Finding.fault(message) : Finding.differs(message));
            }
        });
        return findings;
    }

    /** A compacted topic loses records that were never read, and a record that a topic refuses stops the processor. */
    private static boolean breaksProcessing(String key, String wanted, String found) {
        return switch (key) {
            case TopicConfig.CLEANUP_POLICY_CONFIG -> true;
            case TopicConfig.MAX_MESSAGE_BYTES_CONFIG -> Long.parseLong(found) < Long.parseLong(wanted);
            default -> false;
        };
    }
}
