package dev.taskflow.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One input decided on one world, and the world that follows. */
record Step(World before, Input input, Decision decision, World after) {

    static Step take(Decider decider, World before, Input input) {
        Decision decision = decider.decide(input, before);
        return new Step(before, input, decision, before.after(decision));
    }

    boolean changedRows() {
        return decision instanceof Decision.Decided decided
                && (decided.after() != null || !decided.tasks().isEmpty());
    }

    List<Recorded> recorded() {
        return decision instanceof Decision.Decided decided ? decided.events() : List.of();
    }

    @Nullable
    Reply reply() {
        return decision instanceof Decision.Decided decided ? decided.reply() : null;
    }

    int count(Class<? extends Event> type) {
        int count = 0;
        for (Recorded each : recorded()) {
            count += type.isInstance(each.event()) ? 1 : 0;
        }
        return count;
    }

    /** Whether the input is a command of somebody other than the flow's owner. */
    boolean isForeign() {
        return input instanceof Input.Command command
                && before.flow() != null
                && !before.flow().isOwnedBy(command.command().getOwnerKey());
    }
}
