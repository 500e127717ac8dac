package dev.taskflow.cli.doctor;

import dev.taskflow.app.KafkaAnswers;
import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the configured user may do, as far as brokers tell. Rights on what does not exist yet they do not tell. */
final class PermissionChecks {

    private static final String CHECK = "permissions";
    private static final String CHANGELOG = "-changelog";

    private final Admin admin;
    private final TaskFlowConfig config;
    private final KafkaAnswers answers;

    PermissionChecks(Admin admin, TaskFlowConfig config) {
        this.admin = admin;
        this.config = config;
        this.answers = new KafkaAnswers(config.bootstrapServers());
    }

    List<Diagnosis> permissions() {
        List<Diagnosis> found = new ArrayList<>();
        Map<String, Set<AclOperation>> needed = needed(config.topics());
        List<String> changelogs = changelogs();
        changelogs.forEach(name -> needed.put(name, EnumSet.of(AclOperation.READ, AclOperation.WRITE)));
        List<String> unknown = new ArrayList<>();
        admin.describeTopics(needed.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .forEach((name, answer) -> {
                    Optional<TopicDescription> topic = answers.unless(UnknownTopicOrPartitionException.class, answer);
                    if (topic.isEmpty()) {
                        unknown.add(name);
                    } else {
                        missing(
                                        "topic " + name,
                                        needed.getOrDefault(name, Set.of()),
                                        topic.get().authorizedOperations())
                                .ifPresent(found::add);
                    }
                });
        if (!unknown.isEmpty() || changelogs.isEmpty()) {
            mayCreate().ifPresent(found::add);
        }
        group().ifPresent(found::add);
        return found.isEmpty() ? List.of(Diagnosis.ok(CHECK, "this user may do what the processor does")) : found;
    }

    /** The inputs are written too: records that came with a wrong key are sent on to the right partition. */
    static Map<String, Set<AclOperation>> needed(TopicCatalogue topics) {
        Map<String, Set<AclOperation>> needed = new LinkedHashMap<>();
        topics.all().forEach(topic -> needed.put(topic.name(), EnumSet.of(AclOperation.WRITE)));
        List<Topic<?>> read = List.of(
                topics.flowCommands(),
                topics.taskEvents(),
                // By the HTTP API: the history of flows, and what became of commands.
                topics.flowEvents(),
                topics.commandResults());
        read.forEach(topic -> needed.put(topic.name(), EnumSet.of(AclOperation.READ, AclOperation.WRITE)));
        return needed;
    }

    /** What of the needed rights is not there; {@code ALL} stands for every one. */
    static Optional<Diagnosis> missing(String what, Set<AclOperation> needed, Set<AclOperation> had) {
        if (had == null) {
            return Optional.of(Diagnosis.warning(
                    CHECK, "brokers do not tell what this user may do with " + what, "use brokers of 2.3 or later"));
        }
        Set<AclOperation> missing = new TreeSet<>(needed);
        missing.removeAll(had);
        return missing.isEmpty() || had.contains(AclOperation.ALL)
                ? Optional.empty()
                : Optional.of(Diagnosis.fault(
                        CHECK,
                        "this user lacks " + missing + " on " + what,
                        "grant it, for instance with kafka-acls.sh"));
    }

    /** The processor makes them when it first runs. */
    private List<String> changelogs() {
        return answers
                .get(admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names())
                .stream()
                .filter(name -> name.startsWith(config.applicationId() + "-") && name.endsWith(CHANGELOG))
                .toList();
    }

    private Optional<Diagnosis> mayCreate() {
        Set<AclOperation> had =
                answers.get(admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                        .authorizedOperations());
        return had == null || had.contains(AclOperation.CREATE) || had.contains(AclOperation.ALL)
                ? Optional.empty()
                : Optional.of(Diagnosis.warning(
                        CHECK,
                        "topics are missing, and this user may not create any on the whole cluster; whether it may by their"
                                + " names cannot be told",
                        "grant Create on topics with the prefixes " + config.topicPrefix() + " and "
                                + config.applicationId() + "-, or let somebody else make them"));
    }

    private Optional<Diagnosis> group() {
        String group = config.applicationId();
        try {
            return answers.unless(
                            GroupIdNotFoundException.class,
                            Objects.requireNonNull(admin.describeConsumerGroups(
                                            List.of(group),
                                            new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                                    .describedGroups()
                                    .get(group)))
                    .flatMap(described ->
                            missing("group " + group, EnumSet.of(AclOperation.READ), described.authorizedOperations()));
        } catch (GroupAuthorizationException refused) {
            return Optional.of(Diagnosis.fault(
                    CHECK, "this user may not use the group " + group, "grant Describe and Read on it"));
        }
    }
}
