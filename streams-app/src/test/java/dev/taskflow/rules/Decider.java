package dev.taskflow.rules;

import java.util.concurrent.atomic.AtomicLong;

/** What is under test: the rules, or the rules broken on purpose. */
@FunctionalInterface
interface Decider {
    Decision decide(Input input, StateView stored);

    /** The rules as they are, with dispatch ids from a counter. */
    static Decider of(Settings settings) {
        AtomicLong counter = new AtomicLong();
        Rules rules = new Rules(settings, () -> "dispatch-" + counter.incrementAndGet());
        return (input, stored) -> {
            if (input instanceof Input.Command command) {
                return rules.onCommand(command.command(), command.bytes(), stored, DecisionTime.at(command.at()));
            } else if (input instanceof Input.Report report) {
                return rules.onTaskEvent(report.event(), report.bytes(), stored, DecisionTime.at(report.at()));
            } else if (input instanceof Input.Due due) {
                return rules.onTimer(due.timer(), stored, DecisionTime.at(due.at()));
            }
            throw new IllegalArgumentException("no input: " + input);
        };
    }
}
