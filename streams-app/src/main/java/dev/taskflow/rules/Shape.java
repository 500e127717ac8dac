package dev.taskflow.rules;

import dev.taskflow.v1.FlowCommand;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The first check of every command (C4): what can be judged from the command alone, without any flow. */
final class Shape {
    /** Every output of a command repeats them, a thousand times for a thousand tasks. */
    private static final int MAX_KEY = 1_000;

    private final Sizes sizes;

    Shape(Limits limits) {
        this.sizes = new Sizes(limits);
    }

    /** Says what is wrong with the command by itself, or null if nothing is. */
    @Nullable
    Refusal fault(FlowCommand command, int encodedBytes) {
        String excess = sizes.excess(command, encodedBytes);
        if (excess != null) {
            return Refusal.tooLarge(excess);
        }
        if (command.getOwnerKey().length() > MAX_KEY || command.getCommandId().length() > MAX_KEY) {
            return Refusal.tooLarge(
                    String.format(Locale.ROOT, "ownerKey and commandId may have at most %d characters.", MAX_KEY));
        }
        String fault = envelopeFault(command);
        if (fault != null) {
            return Refusal.invalid(fault);
        }
        CommandType type = CommandType.onlyOneOf(command);
        return type == CommandType.UNKNOWN
                ? Refusal.invalid("A command must have exactly one of %s.".formatted(CommandType.fields()))
                : type.fault(command);
    }

    private static @Nullable String envelopeFault(FlowCommand command) {
        if (!Ids.isLegal(command.getFlowId())) {
            return "flowId must be %s, but is %s.".formatted(Ids.ALLOWED, Quote.of(command.getFlowId()));
        }
        if (command.getOwnerKey().isBlank()) { // A1
            return "ownerKey is blank: name who the flow belongs to.";
        }
        if (command.getOwnerKey().chars().anyMatch(Character::isISOControl)) {
            return "ownerKey has control characters: use printable text.";
        }
        if (command.getCommandId().isBlank()) {
            return "commandId is blank: give every command an id of its own, so that its redelivery can be told.";
        }
        return null;
    }
}
