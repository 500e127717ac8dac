package dev.taskflow.it;

import static dev.taskflow.it.SecuredInstallation.APPLICATION_ID;
import static dev.taskflow.it.SecuredInstallation.CONSUMER;
import static dev.taskflow.it.SecuredInstallation.OTHER_RUNTIME;
import static dev.taskflow.it.SecuredInstallation.PREFIX;
import static dev.taskflow.it.SecuredInstallation.RUNTIME;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which topics a role writes and reads, said anew from the contract's table; the processor has its changelogs beside them. */
record Place(String role, Set<String> writes, Set<String> reads) {
    /** The consumer's own dead letters. */
    static final String PARKED = PREFIX + "flow-settled." + CONSUMER + ".dead-letters";

    boolean mayWrite(String topic) {
        return writes.contains(topic);
    }

    boolean mayRead(String topic) {
        return reads.contains(topic);
    }

    @Override
    public String toString() {
        return role;
    }

    static Stream<Place> all() {
        Set<String> changelogs = Stream.of("flows", "owners", "tasks", "timers")
                .map(store -> APPLICATION_ID + "-" + store + "-changelog")
                .collect(Collectors.toSet());
        Set<String> contract = topics(
                "flow-commands",
                "task-events",
                "tasks." + RUNTIME,
                "tasks." + OTHER_RUNTIME,
                "task-cancellations",
                "flow-events",
                "flow-settled",
                "command-results",
                "dead-letters");
        return Stream.of(
                new Place(
                        "processor",
                        both(contract, changelogs),
                        both(topics("flow-commands", "task-events", "flow-events", "command-results"), changelogs)),
                new Place("producer", topics("flow-commands"), topics("command-results", "flow-settled")),
                new Place("worker-" + RUNTIME, topics("task-events"), topics("tasks." + RUNTIME, "task-cancellations")),
                new Place(
                        "worker-" + OTHER_RUNTIME,
                        topics("task-events"),
                        topics("tasks." + OTHER_RUNTIME, "task-cancellations")),
                new Place("consumer-" + CONSUMER, Set.of(PARKED), topics("flow-settled")),
                new Place("operator", Set.of(), both(topics("dead-letters"), Set.of(PARKED))));
    }

    private static Set<String> topics(String... names) {
        return Stream.of(names).map(name -> PREFIX + name).collect(Collectors.toSet());
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toSet());
    }
}
