package dev.taskflow.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What the module may use, and what nobody does anywhere in it. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(
                    TaskFlowClient.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void smallDependenciesOnly() {
        check(classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.taskflow.client..",
                        "dev.taskflow.v1..",
                        "dev.taskflow.topics..",
                        "dev.taskflow.serde..",
                        "dev.taskflow.status..",
                        "java..",
                        "org.apache.kafka.clients..",
                        "org.apache.kafka.common..",
                        "org.apache.avro..",
                        "org.slf4j..",
                        "org.jspecify.annotations")
                .because("a team adds one small jar: no Kafka Streams, no RocksDB, no Jackson of its own, no broker"));
    }

    @Test
    void workersAreBuiltOnTheClientAndNotTheOtherWayRound() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskflow.client")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.taskflow.client.worker.."));
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        List<JavaPackage> packages = CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.getClasses().isEmpty())
                .toList();

        assertThat(packages).isNotEmpty().allSatisfy(each -> {
            assertThat(each.tryGetPackageInfo())
                    .as("package-info of " + each.getName())
                    .isPresent();
            assertThat(each.isAnnotatedWith(NullMarked.class))
                    .as("@NullMarked on " + each.getName())
                    .isTrue();
        });
    }

    @Test
    void aLibraryDoesNotSpeakToTheTerminal() {
        check(noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace"));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
