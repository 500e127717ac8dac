package dev.taskflow.state;

/**
 * The names of the stores. They name changelog topics and directories too: a change orphans the state of every installation.
 */
public final class StoreNames {
    public static final String FLOWS = "flows";
    public static final String TASKS = "tasks";
    public static final String TIMERS = "timers";
    public static final String OWNERS = "owners";

    private StoreNames() {}
}
