package dev.taskflow.topology;

/** The names of the topology's nodes. Stable: metrics and the golden description show them. */
final class Nodes {
    static final String COMMANDS_SOURCE = "flow-commands-source";
    static final String TASK_EVENTS_SOURCE = "task-events-source";
    static final String PROCESSOR = "flow-processor";

    static final String TASK_DISPATCHES_SINK = "task-dispatches-sink";
    static final String TASK_CANCELLATIONS_SINK = "task-cancellations-sink";
    static final String FLOW_EVENTS_SINK = "flow-events-sink";
    static final String FLOW_SETTLED_SINK = "flow-settled-sink";
    static final String COMMAND_RESULTS_SINK = "command-results-sink";
    static final String DEAD_LETTERS_SINK = "dead-letters-sink";
    static final String REROUTED_COMMANDS_SINK = "rerouted-commands-sink";
    static final String REROUTED_TASK_EVENTS_SINK = "rerouted-task-events-sink";

    private Nodes() {}
}
