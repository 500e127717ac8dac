package dev.taskflow.cli.doctor;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

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
    void whatIsThereNeedNotBeCreated() {
        assertThat(PermissionChecks.missing("topic t", Set.of(READ, CREATE), Set.of(READ)))
                .isEmpty();
    }

    @Test
    void aTopicWhoseSettingsCannotBeSeenIsUsableAllTheSame() {
        assertThat(PermissionChecks.missing("topic t", Set.of(WRITE, DESCRIBE_CONFIGS), Set.of(WRITE)))
                .map(Diagnosis::outcome)
                .contains(Diagnosis.Outcome.WARNING);
    }
}
