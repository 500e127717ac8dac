package dev.taskflow.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskflow.v1.FlowCommand;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroTrustTest {
    private ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();

    @BeforeEach
    void asAvroComes() {
        before = ClassSecurityValidator.getGlobal();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.DEFAULT);
        assertThat(trusts(FlowCommand.class)).isFalse();
    }

    @AfterEach
    void restore() {
        ClassSecurityValidator.setGlobal(before);
    }

    @Test
    void trustsTaskFlowsRecordsAndNothingElse() {
        AvroTrust.install();

        assertThat(trusts(FlowCommand.class)).isTrue();
        assertThat(trusts(String.class)).isTrue();
        assertThat(trusts(ProcessBuilder.class)).isFalse();
        assertThat(trusts(AvroTrustTest.class)).isFalse();
    }

    @Test
    void installingAgainChangesNothing() {
        AvroTrust.install();
        ClassSecurityPredicate once = ClassSecurityValidator.getGlobal();
        AvroTrust.install();

        assertThat(ClassSecurityValidator.getGlobal()).isSameAs(once);
    }

    @Test
    void aDataModelLikeThatOfEveryGeneratedClassIsEnough() {
        new SpecificData();

        assertThat(trusts(FlowCommand.class)).isTrue();
    }

    private static boolean trusts(Class<?> type) {
        return ClassSecurityValidator.getGlobal().isTrusted(type);
    }
}
