package dev.taskflow.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskflow.access.Role;
import dev.taskflow.app.Finding;
import dev.taskflow.app.Provisioning;
import dev.taskflow.cli.doctor.Diagnosis;
import dev.taskflow.cli.doctor.Doctor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of rights, at a broker with topics and before a processor has ever run. */
class DoctorRightsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Set<String> ABOUT_RIGHTS = Set.of("permissions", "transactions");

    @SuppressWarnings("NullAway.Init")
    private static SecuredInstallation installation;

    @SuppressWarnings("NullAway.Init")
    private static Role processor;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        installation = SecuredInstallation.start(folder);
        processor = installation.role("processor");
        letSeeTheControllersClock();
        try (Provisioning provisioning = Provisioning.of(installation.config(installation.role("operator")))) {
            assertThat(provisioning.apply()).extracting(Finding::kind).containsOnly(Finding.Kind.DONE);
        }
    }

    /** No part of the role; without it the broker logs at length that the doctor was refused, each time that it looks. */
    private static void letSeeTheControllersClock() throws Exception {
        try (Admin admin = Admin.create(installation.administrator())) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL),
                            new AccessControlEntry(
                                    processor.principal(), "*", AclOperation.DESCRIBE, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @Test
    void whoeverHasTheProcessorsRoleLacksNothing() {
        assertThat(troubles(processor)).isEmpty();
    }

    @Test
    void everyRightOfTheRoleIsMissedWhereItIsNotGranted() throws Exception {
        SoftAssertions all = new SoftAssertions();
        try (Admin admin = Admin.create(installation.administrator())) {
            for (AclBinding right : rightsThatBrokersTell()) {
                admin.deleteAcls(List.of(right.toFilter())).all().get();
                // Brokers may know of it a little later than the controller.
                all.assertThatCode(() -> await().atMost(LIMIT)
                                .until(() -> troubles(processor).stream().anyMatch(trouble -> isAbout(trouble, right))))
                        .as("without " + right)
                        .doesNotThrowAnyException();
                admin.createAcls(List.of(right)).all().get();
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(troubles(processor)).isEmpty());
            }
        }
        all.assertAll();
    }

    @Test
    void whoMayNotEvenSeeAnythingIsToldAllThatHeLacks() {
        String all = troubles(installation.role("consumer-" + SecuredInstallation.CONSUMER))
                .toString();

        assertThat(rightsThatBrokersTell())
                .allSatisfy(right -> assertThat(all).contains(right.pattern().name()));
    }

    /** Whether what does not exist could be read and written is not told: of changelogs, only whether they could be made. */
    private static List<AclBinding> rightsThatBrokersTell() {
        return processor.bindings().stream()
                .filter(right -> !right.pattern().name().endsWith("-changelog")
                        || right.entry().operation() == AclOperation.CREATE)
                .toList();
    }

    private static boolean isAbout(Diagnosis trouble, AclBinding right) {
        return (trouble.detail() + trouble.remedy()).contains(right.pattern().name());
    }

    private static List<Diagnosis> troubles(Role role) {
        List<Diagnosis> found = new ArrayList<>();
        new Doctor(installation.config(role), List.of(), Duration.ofHours(1), found::add).examine();
        return found.stream()
                .filter(diagnosis -> ABOUT_RIGHTS.contains(diagnosis.check()))
                .filter(diagnosis -> diagnosis.outcome() != Diagnosis.Outcome.OK)
                .toList();
    }
}
