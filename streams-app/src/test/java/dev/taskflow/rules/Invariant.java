package dev.taskflow.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that holds for every step from every reachable state.
 *
 * @param name the rule's number and words, as reports show it
 */
record Invariant(String name, Check check) {

    /** Says how the step breaks the invariant, or null if it does not. Confined to the step; never throws for a sound one. */
    @FunctionalInterface
    interface Check {
        @Nullable
        String broken(Step step);
    }

    /** All invariants of contract section 4 that one step can show. By induction they hold for every history. */
    static List<Invariant> all() {
        return Stream.of(FlowChecks.all(), TaskChecks.all(), TimerChecks.all(), AnswerChecks.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The invariants that the step breaks. */
    static List<Violation> broken(List<Invariant> invariants, Step step) {
        List<Violation> violations = new ArrayList<>(0);
        for (Invariant invariant : invariants) {
            String broken = invariant.check.broken(step);
            if (broken != null) {
                violations.add(new Violation(invariant.name, broken));
            }
        }
        return violations;
    }

    /** An invariant that does not hold, and how. */
    record Violation(String invariant, String detail) {}
}
