package dev.taskflow.state;

/**
 * The keys of the stores {@link StoreNames#FLOWS} and {@link StoreNames#TASKS}. A flow's is its id, a task's is flowId, 0x00,
 * runId: no legal id has a control character, so that no flow's keys are a prefix of another's. All other rows of these stores
 * begin with 0x00 and so are before the first flow: a walk over flows or tasks meets none of them, and reads no large details
 * that it has no use for.
 */
final class RowKeys {
    private static final char SEPARATOR = '\0';
    private static final char AFTER_SEPARATOR = '\1';

    /** Before all flows and tasks, and after all other rows. */
    static final String FIRST = String.valueOf(AFTER_SEPARATOR);

    private RowKeys() {}

    static String task(String flowId, String runId) {
        return flowId + SEPARATOR + runId;
    }

    /** Before all tasks of a flow. */
    static String beforeTasks(String flowId) {
        return flowId + SEPARATOR;
    }

    /** After all tasks of a flow, and before those of any other. */
    static String afterTasks(String flowId) {
        return flowId + AFTER_SEPARATOR;
    }

    /** After a task, and before the next one. */
    static String afterTask(String flowId, String runId) {
        return task(flowId, runId) + SEPARATOR;
    }

    /** The details that belong to the row of a flow or task. */
    static String details(String key) {
        return SEPARATOR + key;
    }

    /** How far an input topic has been processed. */
    static String inputOffset(String topic) {
        return "" + SEPARATOR + SEPARATOR + topic;
    }

    /** The flow of a flow's or task's key. */
    static String flowId(String key) {
        int end = key.indexOf(SEPARATOR);
        return end < 0 ? key : key.substring(0, end);
    }

    /** The run of a task's key. */
    static String runId(String key) {
        return key.substring(key.indexOf(SEPARATOR) + 1);
    }
}
