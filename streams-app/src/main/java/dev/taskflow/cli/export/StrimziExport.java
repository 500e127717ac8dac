package dev.taskflow.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.taskflow.access.Grant;
import dev.taskflow.access.Requirements;
import dev.taskflow.access.ResourceName;
import dev.taskflow.access.Role;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/** A {@code KafkaTopic} for each topic and a {@code KafkaUser} for each role, as Strimzi's operators take them. */
public final class StrimziExport implements Export {
    /** Strimzi knows it from 0.49 on; what is written here is the same in {@code v1beta2} before it. */
    private static final String API_VERSION = "kafka.strimzi.io/v1";

    /** Strimzi has a user's certificate made out to his name; X.509 bounds it (RFC 5280, {@code ub-common-name}). */
    private static final int MAX_COMMON_NAME = 64;

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            // Settings are texts to Kafka: a number of many digits stays as it is written.
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

    private final String cluster;
    private final String authentication;

    /**
     * @param cluster the name of Strimzi's {@code Kafka} resource
     * @param authentication how the users log in, in Strimzi's words
     */
    public StrimziExport(String cluster, String authentication) {
        this.cluster = cluster;
        this.authentication = authentication;
    }

    /** @throws IllegalArgumentException if users are to log in by certificates that nobody can make out to their names */
    @Override
    public String of(Requirements requirements) {
        StringBuilder documents = new StringBuilder();
        requirements.topics().forEach(topic -> documents.append(text(topic(topic))));
        requirements.roles().forEach(role -> documents.append(text(user(role))));
        return documents.toString();
    }

    private ObjectNode topic(NewTopic topic) {
        ObjectNode document = resource("KafkaTopic", ResourceName.of(topic.name()));
        ObjectNode spec = document.putObject("spec");
        spec.put("topicName", topic.name()).put("partitions", topic.numPartitions());
        if (topic.replicationFactor() > 0) {
            spec.put("replicas", topic.replicationFactor());
        }
        spec.set("config", YAML.valueToTree(new TreeMap<>(topic.configs())));
        return document;
    }

    private ObjectNode user(Role role) {
        if (authentication.startsWith("tls") && role.name().length() > MAX_COMMON_NAME) {
            throw new IllegalArgumentException(
                    "The user " + role.name() + " has "
                            + role.name().length() + " characters, and the name in a certificate at most "
                            + MAX_COMMON_NAME
                            + ": choose a shorter application.id, runtime or consumer group, or --authentication scram-sha-512");
        }
        ObjectNode document = resource("KafkaUser", role.name());
        ObjectNode spec = document.putObject("spec");
        spec.putObject("authentication").put("type", authentication);
        ObjectNode authorization = spec.putObject("authorization").put("type", "simple");
        for (Grant grant : role.grants()) {
            ObjectNode acl = authorization.withArrayProperty("acls").addObject();
            acl.putObject("resource")
                    .put("type", type(grant.resource().resourceType()))
                    .put("name", grant.resource().name())
                    .put("patternType", grant.resource().patternType() == PatternType.PREFIXED ? "prefix" : "literal");
            acl.set("operations", YAML.valueToTree(OperationNames.of(grant.operations())));
        }
        return document;
    }

    private static String type(ResourceType type) {
        return switch (type) {
            case TOPIC -> "topic";
            case GROUP -> "group";
            case TRANSACTIONAL_ID -> "transactionalId";
            default -> throw new IllegalArgumentException("No role has rights on a " + type);
        };
    }

    private ObjectNode resource(String kind, String name) {
        ObjectNode document = YAML.createObjectNode();
        document.put("apiVersion", API_VERSION).put("kind", kind);
        document.putObject("metadata").put("name", name).putObject("labels").put("strimzi.io/cluster", cluster);
        return document;
    }

    private static String text(ObjectNode document) {
        try {
            return YAML.writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
