package dev.taskflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.taskflow.app.Main;
import dev.taskflow.cli.TaskFlowCommand;
import dev.taskflow.rules.Event;
import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Rules;
import dev.taskflow.rules.Task;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The walls between the packages of this module, and what nobody does anywhere. */
class ArchitectureTest {
    private static final String EVOLUTION = "dev.taskflow.rules.Evolution";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Rules.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void rulesKnowTheContractsTypesAndNothingElse() {
        check(classes()
                .that()
                .resideInAPackage("dev.taskflow.rules")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.taskflow.rules",
                        "dev.taskflow.v1",
                        "dev.taskflow.status",
                        "java.lang..",
                        "java.time..",
                        "java.util..",
                        "java.nio",
                        "org.apache.avro",
                        "org.apache.avro.specific",
                        "org.jspecify.annotations")
                .because("a decision is a pure function: no Kafka, no files, no network, no log"));
    }

    @Test
    void rulesReadNoClockAndDrawNoLots() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskflow.rules")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Instant.class, "now", Clock.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat(type(Clock.class).or(type(Random.class)))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.(security\\.SecureRandom|util\\.concurrent\\..*|util\\.Timer|lang\\.Thread)")
                .because("time is an argument and dispatch ids are handed in, so that a decision can be repeated"));
    }

    @Test
    void oneClassEndsFlows() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.taskflow.rules.Settlement")
                .should()
                .callConstructorWhere(target(Event.FlowSettled.class))
                .because("a flow settles exactly once (S1)"));
    }

    @Test
    void oneClassMakesNextStates() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(EVOLUTION)
                .and()
                .resideOutsideOfPackage("dev.taskflow.state") // it reads rows
                .and(describe("are no part of a state", each -> !isPartOfState(each)))
                .should()
                .callConstructorWhere(target(Flow.class))
                .orShould()
                .callConstructorWhere(target(Task.class))
                .because("state follows from events, and from them alone"));
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(EVOLUTION)
                .should()
                .callMethodWhere(describe(
                        "finishes a draft",
                        call -> isPartOfState(call.getTargetOwner())
                                && call.getTarget().getName().equals("freeze")))
                .because("state follows from events, and from them alone"));
    }

    @Test
    void stateServesTheRulesAndKnowsNothingAboveItself() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskflow.state")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.taskflow.topology..", "dev.taskflow.app..", "dev.taskflow.cli.."));
    }

    @Test
    void onlyTheTopologyWritesStores() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.taskflow.topology", "dev.taskflow.state")
                .should()
                .callMethodWhere(describe("writes a store", call -> isWriter(call.getTarget()))));
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskflow.topology")
                .and()
                .doNotHaveFullyQualifiedName("dev.taskflow.topology.StateWriter")
                .should()
                .callMethodWhere(describe("writes a store", call -> isWriter(call.getTarget())))
                .because("one class applies what was decided"));
    }

    @Test
    void whoServesUsersReachesStateThroughQueriesAlone() {
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.taskflow.http..", "dev.taskflow.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.taskflow.state..", "dev.taskflow.topology..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("org\\.apache\\.kafka\\.streams\\.(state\\..*Store.*|StoreQueryParameters)")
                .because("a read that is not checked against a move may be wrong"));
    }

    @Test
    void httpKnowsNothingOfWhoRunsIt() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskflow.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.taskflow.app..", "dev.taskflow.cli..", "dev.taskflow.devkit.."));
    }

    @Test
    void queriesKnowNothingAboveThem() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskflow.query")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.taskflow.topology..", "dev.taskflow.app..", "dev.taskflow.cli..", "dev.taskflow.http.."));
    }

    @Test
    void whatAnInstallationNeedsFollowsFromItsNamesAlone() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskflow.access")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.taskflow.topology..", "dev.taskflow.app..", "dev.taskflow.cli..", "dev.taskflow.http..")
                .orShould()
                .dependOnClassesThat(type(Admin.class))
                .because("it is data, for whoever applies it"));
    }

    @Test
    void onlyTheTopologyKnowsTheProcessorApi() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.taskflow.topology")
                .and()
                // Kafka Streams hands such a handler the record in its signature.
                .areNotAssignableTo(ProcessingExceptionHandler.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams.processor.api.."));
    }

    @Test
    void theTopologyDoesNotKnowWhoRunsIt() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskflow.topology")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.taskflow.app..", "dev.taskflow.cli.."));
    }

    @Test
    void productionNeedsNoBrokerOfItsOwn() {
        check(noClasses()
                .that(resideInAPackage("dev.taskflow..")
                        .and(DescribedPredicate.not(resideInAnyPackage(
                                "dev.taskflow.cli..", "dev.taskflow..dev..", "dev.taskflow..demo.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.taskflow.devkit..")
                .because("the devkit is not there in production"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.taskflow.(**)")
                .should()
                .beFreeOfCycles()
                // The door of the jar opens the command line, which runs the app.
                .ignoreDependency(Main.class, TaskFlowCommand.class));
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        List<JavaPackage> packages = CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.getClasses().isEmpty())
                .toList();

        assertThat(packages).hasSizeGreaterThanOrEqualTo(5).allSatisfy(each -> {
            assertThat(each.tryGetPackageInfo())
                    .as("package-info of " + each.getName())
                    .isPresent();
            assertThat(each.isAnnotatedWith(NullMarked.class))
                    .as("@NullMarked on " + each.getName())
                    .isTrue();
        });
    }

    @Test
    void onlyTheCommandLineSpeaksToTheTerminal() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.taskflow.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace"));
    }

    @Test
    void thereIsOneWayToLog() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..", "org.apache.logging.log4j")
                .because("slf4j is the way, also for what a user configures"));
    }

    private static boolean isPartOfState(JavaClass each) {
        return each.getEnclosingClass()
                .map(outer -> outer.isEquivalentTo(Flow.class) || outer.isEquivalentTo(Task.class))
                .orElse(false);
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    private static <T extends JavaAccess<?>> DescribedPredicate<T> target(Class<?> owner) {
        return describe("makes a " + owner.getSimpleName(), access -> access.getTargetOwner()
                .isEquivalentTo(owner));
    }

    private static boolean isWriter(AccessTarget target) {
        JavaClass owner = target.getOwner();
        boolean ours = Stream.of("FlowStore", "TaskStore", "TimerStore", "OwnerIndex")
                .map(name -> "dev.taskflow.state." + name)
                .collect(Collectors.toSet())
                .contains(owner.getName());
        boolean kafkas = owner.getName().equals("org.apache.kafka.streams.state.KeyValueStore");
        return (ours || kafkas)
                && Set.of("put", "putAll", "putIfAbsent", "add", "remove", "delete")
                        .contains(target.getName());
    }
}
