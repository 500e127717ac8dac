package dev.taskflow.rules;

import dev.taskflow.v1.CommandOutcome;
import dev.taskflow.v1.RejectionCode;
import dev.taskflow.v1.TaskReceipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to a command (C10). */
public sealed interface Reply {
    /** The flow after the command; null where there is none, or where it is another owner's (A1). */
    @Nullable
    Flow flow();

    /** The tasks that the command named, as they stand after it. */
    List<TaskReceipt> tasks();

    /** What became of the command. */
    CommandOutcome outcome();

    /** The command was applied. */
    record Accepted(@Nullable Flow flow, List<TaskReceipt> tasks) implements Reply {
        @Override
        public CommandOutcome outcome() {
            return CommandOutcome.ACCEPTED;
        }
    }

    /** The command had been applied before; nothing changed. */
    record Replayed(@Nullable Flow flow, List<TaskReceipt> tasks) implements Reply {
        @Override
        public CommandOutcome outcome() {
            return CommandOutcome.REPLAYED;
        }
    }

    /** The command was refused; the message says what was wrong and what to do. */
    record Rejected(RejectionCode code, String message, @Nullable Flow flow, List<TaskReceipt> tasks) implements Reply {
        @Override
        public CommandOutcome outcome() {
            return CommandOutcome.REJECTED;
        }
    }
}
