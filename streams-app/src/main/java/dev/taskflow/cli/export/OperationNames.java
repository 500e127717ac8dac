package dev.taskflow.cli.export;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.utils.SecurityUtils;

/** What Kafka's tools and Strimzi call operations: {@code DescribeConfigs}. */
final class OperationNames {
    private OperationNames() {}

    static List<String> of(Collection<AclOperation> operations) {
        return operations.stream().map(SecurityUtils::operationName).toList();
    }
}
