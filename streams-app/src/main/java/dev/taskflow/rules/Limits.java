package dev.taskflow.rules;

/**
 * The sizes that are accepted (X4).
 *
 * @param fieldBytes the largest text, bytes field or map of a command or event, in bytes of UTF-8
 * @param recordBytes the largest command or event as a whole, in bytes as received
 * @param tasksPerCommand the most task specs in one command
 * @param activeTasks the most active tasks in one flow
 */
public record Limits(int fieldBytes, int recordBytes, int tasksPerCommand, int activeTasks) {
    /** The contract's defaults. */
    public static final Limits DEFAULT = new Limits(256 * 1024, 900 * 1024, 1_000, 100_000);
}
