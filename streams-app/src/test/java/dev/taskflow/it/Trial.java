package dev.taskflow.it;

import static dev.taskflow.it.SecuredInstallation.APPLICATION_ID;
import static dev.taskflow.it.SecuredInstallation.CONSUMER;
import static dev.taskflow.it.SecuredInstallation.OTHER_RUNTIME;
import static dev.taskflow.it.SecuredInstallation.PREFIX;
import static dev.taskflow.it.SecuredInstallation.RUNTIME;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Something that a role tries, beside reading and writing, and is not for it to do. */
record Trial(String role, String what, Act act) {
    /** The trial itself, which gives back how Kafka refused it. */
    interface Act {
        Optional<AuthorizationException> by(Attempts attempts) throws Exception;
    }

    @Override
    public String toString() {
        return role + " " + what;
    }

    static Stream<Trial> all() {
        String settled = PREFIX + "flow-settled";
        String gpuWorkers = PREFIX + "workers." + OTHER_RUNTIME;
        NewTopic another = new NewTopic(PREFIX + "another", 1, (short) 1);
        NewTopic anothersDeadLetters = new NewTopic(settled + ".another.dead-letters", 1, (short) 1);
        return Stream.of(
                new Trial("producer", "joins a group", it -> it.toJoin("any", settled)),
                new Trial("producer", "begins a transaction", it -> it.toUseTransactionalId("any")),
                new Trial("producer", "creates a topic", it -> it.to(admin -> create(admin, another))),
                new Trial(
                        "worker-" + RUNTIME,
                        "joins another runtime's workers",
                        it -> it.toJoin(gpuWorkers, PREFIX + "tasks." + RUNTIME)),
                new Trial(
                        "worker-" + RUNTIME,
                        "alters another runtime's group",
                        it -> it.to(admin -> alter(
                                admin,
                                ConfigResource.Type.GROUP,
                                gpuWorkers,
                                "share.isolation.level",
                                "read_uncommitted"))),
                new Trial("consumer-" + CONSUMER, "joins another group", it -> it.toJoin("another", settled)),
                new Trial(
                        "consumer-" + CONSUMER,
                        "joins the processor's group",
                        it -> it.toJoin(APPLICATION_ID, settled)),
                new Trial(
                        "consumer-" + CONSUMER,
                        "creates another's dead letters",
                        it -> it.to(admin -> create(admin, anothersDeadLetters))),
                new Trial("processor", "creates a topic", it -> it.to(admin -> create(admin, another))),
                new Trial("processor", "uses another's transactional id", it -> it.toUseTransactionalId("another-1")),
                new Trial(
                        "processor",
                        "deletes history",
                        it -> it.to(admin -> admin.deleteRecords(Map.of(
                                        new TopicPartition(PREFIX + "flow-events", 0), RecordsToDelete.beforeOffset(1)))
                                .all())),
                new Trial(
                        "processor",
                        "alters a topic",
                        it -> it.to(admin ->
                                alter(admin, ConfigResource.Type.TOPIC, PREFIX + "flow-events", "retention.ms", "1"))),
                new Trial(
                        "processor",
                        "deletes a changelog",
                        it -> it.to(admin -> admin.deleteTopics(List.of(APPLICATION_ID + "-flows-changelog"))
                                .all())),
                new Trial(
                        "operator",
                        "deletes a topic",
                        it -> it.to(admin -> admin.deleteTopics(List.of(PREFIX + "flow-commands"))
                                .all())),
                new Trial("operator", "creates any other topic", it -> it.to(admin -> create(admin, another))),
                new Trial(
                        "operator",
                        "joins the processor's group",
                        it -> it.toJoin(APPLICATION_ID, PREFIX + "dead-letters")),
                new Trial(
                        "operator",
                        "grants himself more",
                        it -> it.to(admin -> admin.createAcls(
                                        List.of(everythingFor("User:" + APPLICATION_ID + "-operator")))
                                .all())));
    }

    private static KafkaFuture<?> create(Admin admin, NewTopic topic) {
        return admin.createTopics(List.of(topic)).all();
    }

    private static KafkaFuture<?> alter(Admin admin, ConfigResource.Type type, String name, String key, String value) {
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        return admin.incrementalAlterConfigs(Map.of(new ConfigResource(type, name), List.of(change)))
                .all();
    }

    private static AclBinding everythingFor(String principal) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, ResourcePattern.WILDCARD_RESOURCE, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", AclOperation.ALL, AclPermissionType.ALLOW));
    }
}
