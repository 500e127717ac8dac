package dev.taskflow.access;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.taskflow.topics.Topic;
import dev.taskflow.topics.TopicCatalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Who may do what in an installation: the one place that says so. Each may do what its program does, as the contract's table of
 * topics tells who writes and who reads; an idempotent producer needs no more than to write its topic.
 */
public final class Roles {
    private final Installation installation;
    private final TopicCatalogue topics;

    /** The roles of an installation. */
    public Roles(Installation installation) {
        this.installation = installation;
        this.topics = installation.topics();
    }

    /**
     * {@code taskflow run}, its HTTP API included. It writes the inputs too: a record on a wrong partition is sent on to the
     * right one. It may create its changelogs and no other topic.
     */
    public Role processor() {
        Set<Topic<?>> read =
                Set.of(topics.flowCommands(), topics.taskEvents(), topics.flowEvents(), topics.commandResults());
        List<Grant> grants = new ArrayList<>();
        for (Topic<?> topic : topics.all()) {
            grants.add(
                    read.contains(topic)
                            ? Grant.topic(topic.name(), READ, WRITE, DESCRIBE_CONFIGS)
                            : Grant.topic(topic.name(), WRITE, DESCRIBE_CONFIGS));
        }
        installation
                .changelogs()
                .forEach(changelog -> grants.add(Grant.topic(changelog.name(), READ, WRITE, CREATE, DESCRIBE_CONFIGS)));
        grants.add(Grant.group(installation.applicationId(), READ));
        grants.add(Grant.transactionalIds(installation.transactionalIdPrefix(), WRITE));
        return role("processor", "taskflow run: decides on commands and reports", grants);
    }

    /** A program that sends commands and awaits results and settlements. */
    public Role producer() {
        return role(
                "producer",
                "sends commands, awaits results and settlements",
                List.of(
                        Grant.topic(topics.flowCommands().name(), WRITE),
                        Grant.topic(topics.commandResults().name(), READ),
                        Grant.topic(topics.flowSettled().name(), READ)));
    }

    /**
     * The workers of a runtime. They set their group's settings, which is all that they may alter.
     *
     * @throws IllegalArgumentException if the runtime is not configured
     */
    public Role worker(String runtime) {
        return role(
                "worker-" + runtime,
                "runs the tasks of the runtime " + runtime,
                List.of(
                        Grant.topic(topics.tasks(runtime).name(), READ),
                        Grant.topic(topics.taskCancellations().name(), READ),
                        Grant.topic(topics.taskEvents().name(), WRITE),
                        Grant.group(topics.workerGroup(runtime), READ, ALTER_CONFIGS)));
    }

    /**
     * A consumer group that reacts to settlements.
     *
     * @throws IllegalArgumentException if its dead-letter topic cannot be named after the group, or the group is the
     *     processor's or of workers
     */
    public Role consumer(String group) {
        if (isTaken(group)) {
            throw new IllegalArgumentException("The group '" + group
                    + "' is the processor's or of workers, whom a consumer could take work from: choose another");
        }
        return role(
                "consumer-" + group,
                "reacts to settlements, as the group " + group,
                List.of(
                        Grant.topic(topics.flowSettled().name(), READ),
                        Grant.topic(topics.settlementDeadLetters(group).name(), WRITE, CREATE),
                        Grant.group(group, READ)));
    }

    private boolean isTaken(String group) {
        return group.equals(installation.applicationId())
                || topics.runtimes().stream().map(topics::workerGroup).anyMatch(group::equals);
    }

    /**
     * Who runs {@code topics apply} and {@code topics check}, looks at dead letters and at lags, and sets up groups.
     *
     * @param runtimes whose groups of workers are his to set up
     * @param consumerGroups whose dead letters and lags he looks at
     */
    public Role operator(Collection<String> runtimes, Collection<String> consumerGroups) {
        List<Grant> grants = new ArrayList<>();
        for (Topic<?> topic : topics.all()) {
            grants.add(
                    topic.equals(topics.deadLetters())
                            ? Grant.topic(topic.name(), READ, CREATE, DESCRIBE_CONFIGS)
                            : Grant.topic(topic.name(), DESCRIBE, CREATE, DESCRIBE_CONFIGS));
        }
        installation
                .changelogs()
                .forEach(changelog -> grants.add(Grant.topic(changelog.name(), DESCRIBE, DESCRIBE_CONFIGS)));
        grants.add(Grant.group(installation.applicationId(), DESCRIBE));
        runtimes.forEach(runtime -> grants.add(Grant.group(topics.workerGroup(runtime), DESCRIBE, ALTER_CONFIGS)));
        for (String group : consumerGroups) {
            grants.add(Grant.topic(topics.settlementDeadLetters(group).name(), READ));
            grants.add(Grant.group(group, DESCRIBE));
        }
        return role("operator", "makes and checks topics, reads dead letters, sees lags", grants);
    }

    private Role role(String suffix, String purpose, List<Grant> grants) {
        return new Role(ResourceName.of(installation.applicationId() + "-" + suffix), purpose, grants);
    }
}
