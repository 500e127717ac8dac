package dev.taskflow.topology;

import dev.taskflow.rules.Flow;
import dev.taskflow.rules.Task;
import java.nio.charset.StandardCharsets;

/**
 * The {@code ce_id} of each output: with {@code ce_source} it is unique (contract, section 2). It follows from what the output
 * is, not from where it stands among others, so it is the same however often the input is processed, and also by a later version
 * that has more to say in between. Ids have no slashes (section 3), so parts cannot run into each other.
 */
final class OutputIds {
    private OutputIds() {}

    /** Of the event that a flow has come to. Its creation time tells reused flow ids apart (S3). */
    static String event(Flow flow) {
        return life(flow) + "/" + flow.sequence();
    }

    /** Of the record on {@code flow-settled}: it follows from the event that the flow has come to. */
    static byte[] settlement(Flow flow) {
        return utf8(event(flow) + "/settled");
    }

    /** Of a dispatch: each attempt has one. */
    static byte[] dispatch(Flow flow, Task task) {
        return utf8(attempt(flow, task) + "/dispatch");
    }

    /** Of a cancellation that follows from the event that the flow has come to. */
    static byte[] cancellation(Flow flow) {
        return utf8(event(flow) + "/cancellation");
    }

    /**
     * Of a cancellation without an event in the history: the same attempt may be told again by other causes, and by other steps
     * of walks over the children, whose causes may look the same.
     */
    static byte[] cancellationAgain(Flow flow, Task task, Cause cause) {
        return utf8(attempt(flow, task) + "/cancellation/" + flow.upkeep().pauses() + "/" + cause.id());
    }

    /** Of the answer to a command. */
    static byte[] result(Cause cause) {
        return utf8(cause.id() + "/result");
    }

    private static String attempt(Flow flow, Task task) {
        return life(flow) + "/" + task.runId() + "/" + task.attempt();
    }

    private static String life(Flow flow) {
        String created = Long.toString(flow.origin().createdAt().toEpochMilli(), Character.MAX_RADIX);
        return flow.id() + "/" + created;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
