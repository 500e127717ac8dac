package dev.taskflow.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The small-scope check can fail: each fault put into the rules breaks the invariant that it should, with a trace. */
class WalkFindsBrokenRulesTest {

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("A2/T4 only the current attempt's reports count", BrokenRules::withoutFence),
                fault("S1 settles exactly once", BrokenRules::settlingTwice),
                fault("K3 cancelled when, and only when, the intent finds no active child", BrokenRules::neverSettling),
                fault("T6 a failing flow ends FAILED or CANCELLED with its last child", BrokenRules::neverSettling),
                fault("T7 settles with its tasks only when sealed", BrokenRules::neverSettling),
                fault("T8 a mirrored flow shows its task's status", BrokenRules::neverSettling),
                fault("K1 no task becomes active after the cancel intent", BrokenRules::spawningAfterIntent),
                fault("K1 the cancel intent is sticky", BrokenRules::forgettingTheIntent),
                fault("T2 a terminal task is final", BrokenRules::takingTheLastEnd),
                fault("counts equal rows", BrokenRules::losingTasks),
                fault("C6 revision and sequence grow by one with their events", BrokenRules::keepingTheRevision),
                fault("X3 time never runs backwards", BrokenRules::turningBackTime),
                fault("A1 a foreign owner learns and changes nothing", BrokenRules::trustingStrangers),
                fault("C4 a redelivery is a replay", BrokenRules::forgettingCommands),
                fault(
                        "K2/T5 workers are told to stop when, and only when, there is a reason",
                        BrokenRules::tellingNobody),
                fault("timers are set exactly for what rows wait for", BrokenRules::leavingTimersBehind),
                fault("C10 a rejection says in words what to do", BrokenRules::refusingSilently),
                fault("a decision never throws", BrokenRules::throwing));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultBreaksItsInvariantWithATrace(String invariant, UnaryOperator<Decider> fault) {
        Decider broken = fault.apply(Decider.of(SmallScope.SETTINGS));

        Walk.Found found = new Walk(broken, SmallScope.inputs("a", "b"), 6).run(invariant);

        assertThat(found.violations()).containsKey(invariant);
        assertThat(found.violations().get(invariant)).startsWith("after [");
    }

    private static Arguments fault(String invariant, UnaryOperator<Decider> fault) {
        return arguments(invariant, fault);
    }
}
