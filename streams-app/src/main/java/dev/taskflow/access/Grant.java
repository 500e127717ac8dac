package dev.taskflow.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What somebody may do with a resource. Kafka adds what an operation implies: {@code Describe} to {@code Read}, {@code Write}
 * and {@code Alter}; {@code DescribeConfigs} to {@code AlterConfigs}.
 *
 * @param resource one by its name, or all whose names begin with it
 * @param operations at least one
 */
public record Grant(ResourcePattern resource, SortedSet<AclOperation> operations) {
    private static final String ANY_HOST = "*";

    /** Copies the operations. */
    public Grant {
        operations = new TreeSet<>(operations);
    }

    static Grant topic(String name, AclOperation... operations) {
        return literal(ResourceType.TOPIC, name, operations);
    }

    static Grant group(String name, AclOperation... operations) {
        return literal(ResourceType.GROUP, name, operations);
    }

    static Grant transactionalIds(String prefix, AclOperation... operations) {
        return of(new ResourcePattern(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED), operations);
    }

    private static Grant literal(ResourceType type, String name, AclOperation... operations) {
        return of(new ResourcePattern(type, name, PatternType.LITERAL), operations);
    }

    private static Grant of(ResourcePattern resource, AclOperation... operations) {
        return new Grant(resource, new TreeSet<>(EnumSet.copyOf(Arrays.asList(operations))));
    }

    /** The same as Kafka holds it: one entry for each operation, from any host. */
    public List<AclBinding> bindings(String principal) {
        return operations.stream()
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW)))
                .toList();
    }
}
