package dev.taskflow.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DevKitWallTest {

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.taskflow");

    @Test
    void onlyTheDevInstallationKnowsTheDevelopmentKit() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.taskflow.app.dev", "dev.taskflow.devkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.taskflow.devkit..", "kafka..", "org.apache.kafka.server..")
                .check(classes);
    }

    @Test
    void theDemoKnowsTheContractAndNothingOfTheProcessor() {
        noClasses()
                .that()
                .resideInAPackage("dev.taskflow.cli.demo")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.taskflow.app..",
                        "dev.taskflow.rules..",
                        "dev.taskflow.state..",
                        "dev.taskflow.topology..",
                        "org.apache.kafka.streams..")
                .check(classes);
    }

    @Test
    void onlyMainKnowsTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.taskflow.cli..")
                .and()
                .doNotHaveFullyQualifiedName("dev.taskflow.app.Main")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.taskflow.cli..")
                .check(classes);
    }
}
