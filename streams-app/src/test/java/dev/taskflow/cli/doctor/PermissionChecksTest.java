package dev.taskflow.cli.doctor;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.app.TaskFlowConfig;
import dev.taskflow.topics.Topic;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionChecksTest {

    @Test
    void whatIsMissingIsNamed() {
        assertThat(PermissionChecks.missing("topic t", Set.of(READ, WRITE), Set.of(DESCRIBE, READ)))
                .hasValueSatisfying(diagnosis -> assertThat(diagnosis)
                        .extracting(Diagnosis::outcome, Diagnosis::detail)
                        .containsExactly(Diagnosis.Outcome.FAULT, "this user lacks [WRITE] on topic t"));
        assertThat(PermissionChecks.missing("topic t", Set.of(READ), Set.of(READ, WRITE)))
                .isEmpty();
        assertThat(PermissionChecks.missing("topic t", Set.of(READ), Set.of(ALL)))
                .isEmpty();
    }

    @Test
    void everyTopicIsWrittenAndTheInputsAreReadToo() {
        var topics = TaskFlowConfig.of(Map.of("runtimes", "mail")).topics();

        assertThat(PermissionChecks.needed(topics))
                .containsOnlyKeys(topics.all().stream().map(Topic::name).toList())
                .allSatisfy((name, needed) -> assertThat(needed).contains(WRITE))
                .containsEntry(topics.taskEvents().name(), Set.of(READ, WRITE))
                .containsEntry(topics.deadLetters().name(), Set.of(WRITE));
    }
}
