package dev.taskflow.cli.demo;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.CommandResult;
import dev.taskflow.v1.FlowEvent;
import dev.taskflow.v1.FlowSettled;
import dev.taskflow.v1.TaskCounts;
import dev.taskflow.v1.TaskStatus;
import java.util.function.Consumer;

/** Says in words what the records mean, as they are read. */
final class Narration implements Consumer<Seen<?>> {

    private final Screen screen;

    Narration(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void accept(Seen<?> seen) {
        Object value = seen.value();
        if (value instanceof CommandResult result) {
            screen.step("processor", answer(result));
        } else if (value instanceof FlowEvent event) {
            event.getFlowCancelRequested()
                    .ifPresent(cancel ->
                            screen.step("processor", "records the cancel of " + event.getFlowId() + ", for good"));
            event.getTaskStatusChanged()
                    .filter(change -> change.getStatus() == TaskStatus.CANCELLED)
                    .ifPresent(change -> screen.step("processor", "task " + change.getRunId() + " is CANCELLED"));
        } else if (value instanceof FlowSettled settled) {
            screen.step("consumer", "reads on " + seen.topic().name() + ": " + settled(settled));
        } else if (value instanceof byte[] bytes) {
            screen.step(
                    "consumer",
                    "reads on " + seen.topic().name() + ": " + bytes.length + " bytes from "
                            + seen.header("__streams.errors.topic"));
        }
        screen.record(
                seen.topic().name(),
                seen.key(),
                value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value));
    }

    private static String answer(CommandResult result) {
        if (result.getOutcome() == CommandOutcome.REJECTED) {
            return "REJECTED " + result.getCode().map(Enum::name).orElse("") + ": "
                    + result.getMessage().orElse("");
        }
        return result.getOutcome() + ": " + result.getFlowId() + " is "
                + result.getStatus().map(Enum::name).orElse("?") + ", revision "
                + result.getRevision().map(String::valueOf).orElse("?");
    }

    private static String settled(FlowSettled settled) {
        return settled.getFlowId() + " " + settled.getStatus() + " (" + counts(settled.getTasks()) + ")";
    }

    /** For instance {@code 4 succeeded of 4}. */
    static String counts(TaskCounts counts) {
        StringBuilder text = new StringBuilder();
        append(text, counts.getSucceeded(), "succeeded");
        append(text, counts.getFailed(), "failed");
        append(text, counts.getTimedOut(), "timed out");
        append(text, counts.getCancelled(), "cancelled");
        append(text, counts.getLost(), "lost");
        append(text, counts.getActive(), "active");
        return text.append(text.isEmpty() ? "none of " : " of ")
                .append(counts.getTotal())
                .toString();
    }

    private static void append(StringBuilder text, int count, String word) {
        if (count > 0) {
            text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(word);
        }
    }
}
