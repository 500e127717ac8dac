package dev.taskflow.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.access.Grant;
import dev.taskflow.access.Requirements;
import dev.taskflow.access.Role;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;

/** One document, by the names that Kafka's Admin API has for things. A {@code replicationFactor} of null is the broker's. */
public final class JsonExport implements Export {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String of(Requirements requirements) {
        ObjectNode document = JSON.createObjectNode();
        requirements
                .topics()
                .forEach(topic -> topic(document.withArrayProperty("topics").addObject(), topic));
        requirements
                .roles()
                .forEach(role -> role(document.withArrayProperty("roles").addObject(), role));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void topic(ObjectNode node, NewTopic topic) {
        node.put("name", topic.name()).put("partitions", topic.numPartitions());
        if (topic.replicationFactor() < 0) {
            node.putNull("replicationFactor");
        } else {
            node.put("replicationFactor", topic.replicationFactor());
        }
        node.set("configs", JSON.valueToTree(new TreeMap<>(topic.configs())));
    }

    private static void role(ObjectNode node, Role role) {
        node.put("name", role.name()).put("principal", role.principal()).put("purpose", role.purpose());
        for (Grant grant : role.grants()) {
            ObjectNode acl = node.withArrayProperty("acls").addObject();
            acl.put("resourceType", grant.resource().resourceType().name())
                    .put("name", grant.resource().name())
                    .put("patternType", grant.resource().patternType().name());
            acl.set("operations", JSON.valueToTree(grant.operations()));
        }
    }
}
