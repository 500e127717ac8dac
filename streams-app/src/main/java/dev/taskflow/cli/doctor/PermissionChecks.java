package dev.taskflow.cli.doctor;

import dev.taskflow.access.Role;
import dev.taskflow.app.KafkaAnswers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.ResourceType;

/** Whether the configured user may do what the processor's role is granted, as far as brokers tell. */
final class PermissionChecks {

    private static final String CHECK = "permissions";
    private static final String REMEDY = "grant it; 'taskflow topics export' writes down what each user needs";

    private final Admin admin;
    private final Role processor;
    private final Map<String, NewTopic> changelogs = new LinkedHashMap<>();
    private final KafkaAnswers answers;

    /** @param changelogs the topics that the processor makes by itself */
    PermissionChecks(Admin admin, Role processor, List<NewTopic> changelogs, KafkaAnswers answers) {
        this.admin = admin;
        this.processor = processor;
        changelogs.forEach(topic -> this.changelogs.put(topic.name(), topic));
        this.answers = answers;
    }

    List<Diagnosis> permissions() {
        List<Diagnosis> found = new ArrayList<>(topics());
        needed(processor, ResourceType.GROUP)
                .forEach((name, needed) -> group(name, needed).ifPresent(found::add));
        return found.isEmpty() ? List.of(Diagnosis.ok(CHECK, "this user may do what the processor does")) : found;
    }

    private static Map<String, Set<AclOperation>> needed(Role role, ResourceType type) {
        Map<String, Set<AclOperation>> needed = new LinkedHashMap<>();
        role.grants().stream()
                .filter(grant -> grant.resource().resourceType() == type)
                .forEach(grant -> needed.put(grant.resource().name(), grant.operations()));
        return needed;
    }

    private List<Diagnosis> topics() {
        Map<String, Set<AclOperation>> needed = needed(processor, ResourceType.TOPIC);
        Map<String, Diagnosis> found = new LinkedHashMap<>();
        List<NewTopic> absent = new ArrayList<>();
        admin.describeTopics(needed.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .forEach((name, answer) -> {
                    Set<AclOperation> operations = needed.getOrDefault(name, Set.of());
                    try {
                        Optional<TopicDescription> topic =
                                answers.unless(UnknownTopicOrPartitionException.class, answer);
                        topic.flatMap(there -> missing("topic " + name, operations, there.authorizedOperations()))
                                .ifPresent(lacking -> found.put(name, lacking));
                        if (topic.isEmpty() && changelogs.containsKey(name)) {
                            absent.add(Objects.requireNonNull(changelogs.get(name)));
                        }
                    } catch (TopicAuthorizationException hidden) {
                        found.put(name, unseen("topic " + name, operations));
                    }
                });
        // In the order of the contract, whatever the order of the answers.
        List<Diagnosis> all = new ArrayList<>();
        needed.keySet().stream().map(found::get).filter(Objects::nonNull).forEach(all::add);
        all.addAll(creation(absent));
        return all;
    }

    /** What of the needed rights is not there. What exists need not be created; {@code ALL} stands for every right. */
    static Optional<Diagnosis> missing(String what, Set<AclOperation> needed, Set<AclOperation> had) {
        if (had == null) {
            return Optional.of(Diagnosis.warning(
                    CHECK, "brokers do not tell what this user may do with " + what, "use brokers of 2.3 or later"));
        }
        Set<AclOperation> missing = new TreeSet<>(needed);
        missing.remove(AclOperation.CREATE);
        missing.removeAll(had);
        if (missing.isEmpty() || had.contains(AclOperation.ALL)) {
            return Optional.empty();
        }
        // Without its settings a topic cannot be checked, but be used.
        boolean works = missing.equals(Set.of(AclOperation.DESCRIBE_CONFIGS));
        String detail = "this user lacks " + missing + " on " + what;
        return Optional.of(works ? Diagnosis.warning(CHECK, detail, REMEDY) : Diagnosis.fault(CHECK, detail, REMEDY));
    }

    private static Diagnosis unseen(String what, Set<AclOperation> needed) {
        return Diagnosis.fault(
                CHECK, "this user may not even see " + what + ", and needs " + needed + " on it", REMEDY);
    }

    /** Nothing is made: brokers only say whether it could be. */
    private List<Diagnosis> creation(List<NewTopic> absent) {
        List<Diagnosis> found = new ArrayList<>();
        if (absent.isEmpty()) {
            return found;
        }
        admin.createTopics(absent, new CreateTopicsOptions().validateOnly(true))
                .values()
                .forEach((name, answer) -> {
                    try {
                        answers.unless(TopicExistsException.class, answer.thenApply(nothing -> name));
                    } catch (AuthorizationException refused) {
                        found.add(
                                Diagnosis.fault(
                                        CHECK,
                                        "topic " + name + " does not exist, and this user may not create it",
                                        "grant Create on it, or let somebody else make it; 'taskflow topics export' writes down how"));
                    } catch (KafkaException refused) {
                        found.add(Diagnosis.fault(
                                CHECK,
                                "topic " + name + " does not exist and cannot be created: " + refused.getMessage(),
                                "set replication.factor and kafka.topic.* to what the brokers take"));
                    }
                });
        return found;
    }

    private Optional<Diagnosis> group(String group, Set<AclOperation> needed) {
        try {
            return answers.unless(
                            GroupIdNotFoundException.class,
                            Objects.requireNonNull(admin.describeConsumerGroups(
                                            List.of(group),
                                            new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                                    .describedGroups()
                                    .get(group)))
                    .flatMap(described -> missing("group " + group, needed, described.authorizedOperations()));
        } catch (AuthorizationException refused) {
            return Optional.of(unseen("group " + group, needed));
        }
    }
}
