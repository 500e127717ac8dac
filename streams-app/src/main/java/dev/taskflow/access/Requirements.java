package dev.taskflow.access;

import dev.taskflow.topics.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * All that an installation needs on a cluster.
 *
 * @param topics those of the contract, the processor's changelogs and the consumer groups' dead letters
 * @param roles who may do what
 */
public record Requirements(List<NewTopic> topics, List<Role> roles) {

    /** Copies the lists. */
    public Requirements {
        topics = List.copyOf(topics);
        roles = List.copyOf(roles);
    }

    /**
     * What an installation needs.
     *
     * @param runtimes whose workers get a role each
     * @param consumerGroups groups that react to settlements: a role and a topic for dead letters each
     * @throws IllegalArgumentException if a runtime is not configured, or a group cannot name a topic
     */
    public static Requirements of(
            Installation installation, Collection<String> runtimes, Collection<String> consumerGroups) {
        List<NewTopic> topics = new ArrayList<>();
        installation.topics().all().stream().map(Topic::toCreate).forEach(topics::add);
        topics.addAll(installation.changelogs());
        consumerGroups.forEach(group ->
                topics.add(installation.topics().settlementDeadLetters(group).toCreate()));

        Roles all = new Roles(installation);
        List<Role> roles = new ArrayList<>(List.of(all.processor(), all.producer()));
        runtimes.forEach(runtime -> roles.add(all.worker(runtime)));
        consumerGroups.forEach(group -> roles.add(all.consumer(group)));
        roles.add(all.operator(runtimes, consumerGroups));
        return new Requirements(topics, roles);
    }
}
