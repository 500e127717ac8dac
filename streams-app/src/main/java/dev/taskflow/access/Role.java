package dev.taskflow.access;

import java.util.List;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A user of the cluster and all that he may do.
 *
 * @param name the user's name; fit for Kubernetes too
 * @param purpose who is meant, in a few words
 * @param grants what he may do; nothing else
 */
public record Role(String name, String purpose, List<Grant> grants) {

    /** Copies the grants. */
    public Role {
        grants = List.copyOf(grants);
    }

    /** As Kafka calls the user in its ACLs. */
    public String principal() {
        return "User:" + name;
    }

    /** All grants as Kafka holds them. */
    public List<AclBinding> bindings() {
        return grants.stream()
                .flatMap(grant -> grant.bindings(principal()).stream())
                .toList();
    }
}
