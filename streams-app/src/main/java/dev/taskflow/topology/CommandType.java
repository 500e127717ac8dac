package dev.taskflow.topology;

import dev.taskflow.v1.FlowCommand;

/** What a command asks for, as the tag of a metric: the name of its payload's record. */
public enum CommandType {
    CREATE_FLOW("CreateFlow"),
    SPAWN_TASKS("SpawnTasks"),
    SET_WAITING("SetWaiting"),
    RESUME("Resume"),
    FINISH("Finish"),
    FAIL("Fail"),
    REQUEST_CANCEL("RequestCancel"),
    CANCEL_TASK("CancelTask"),
    SET_NOTIFY_POLICY("SetNotifyPolicy"),
    /** Nothing that this version knows. */
    UNKNOWN("unknown");

    private final String tag;

    CommandType(String tag) {
        this.tag = tag;
    }

    /** The contract's name. */
    public String tag() {
        return tag;
    }

    /** Of several payloads, which is {@code INVALID}, the first counts. */
    static CommandType of(FlowCommand command) {
        if (command.getCreateFlow().isPresent()) {
            return CREATE_FLOW;
        } else if (command.getSpawnTasks().isPresent()) {
            return SPAWN_TASKS;
        } else if (command.getSetWaiting().isPresent()) {
            return SET_WAITING;
        } else if (command.getResume().isPresent()) {
            return RESUME;
        } else if (command.getFinish().isPresent()) {
            return FINISH;
        } else if (command.getFail().isPresent()) {
            return FAIL;
        } else if (command.getRequestCancel().isPresent()) {
            return REQUEST_CANCEL;
        } else if (command.getCancelTask().isPresent()) {
            return CANCEL_TASK;
        } else if (command.getSetNotifyPolicy().isPresent()) {
            return SET_NOTIFY_POLICY;
        }
        return UNKNOWN;
    }
}
