package dev.taskflow.state;

import dev.taskflow.rules.Ending;
import dev.taskflow.rules.Sweep;
import dev.taskflow.rules.Upkeep;
import dev.taskflow.v1.EndingRecord;
import dev.taskflow.v1.FlowDetailsRecord;
import dev.taskflow.v1.FlowRecord;
import dev.taskflow.v1.SweepKind;
import dev.taskflow.v1.SweepRecord;
import org.jspecify.annotations.Nullable;

/** The processor's notes about a flow for its own work, as part of the flow's row and of its details, and back. */
final class UpkeepRows {
    private UpkeepRows() {}

    static Upkeep toUpkeep(FlowRecord row, FlowDetailsRecord details) {
        Sweep sweep = row.getSweep().map(each -> toSweep(each, details)).orElse(null);
        boolean nothing = sweep == null
                && row.getTimersUntil().isEmpty()
                && row.getPruneAt().isEmpty()
                && row.getSweepPauses() == 0;
        return nothing
                ? Upkeep.NONE
                : new Upkeep(
                        sweep,
                        row.getTimersUntil().orElse(null),
                        row.getPruneAt().orElse(null),
                        row.getSweepPauses());
    }

    static @Nullable SweepRecord toRecord(@Nullable Sweep sweep, FlowDetailsRecord details) {
        if (sweep == null) {
            return null;
        }
        SweepKind kind =
                switch (sweep.kind()) {
                    case STOP -> SweepKind.STOP;
                    case LOSE -> SweepKind.LOSE;
                };
        return new SweepRecord(
                kind,
                sweep.afterRunId(),
                details.getSweepReason().orElse(null),
                details.getSweepEnding().orElse(null),
                sweep.dueAt());
    }

    private static Sweep toSweep(SweepRecord row, FlowDetailsRecord details) {
        // A kind that only a newer version knows stops the children: that is what every walk is about.
        Sweep.Kind kind = row.getKind() == SweepKind.LOSE ? Sweep.Kind.LOSE : Sweep.Kind.STOP;
        return new Sweep(
                kind,
                row.getAfterRunId().orElse(null),
                details.getSweepReason().orElse(null),
                details.getSweepEnding().map(UpkeepRows::toEnding).orElse(null),
                row.getDueAt().orElse(null));
    }

    private static Ending toEnding(EndingRecord row) {
        return new Ending(
                row.getStatus(),
                row.getStateJson().orElse(null),
                row.getBlockedTaskId().orElse(null),
                row.getBlockedSummary().orElse(null),
                row.getSummary().orElse(null),
                row.getError().orElse(null),
                row.getCommandId());
    }

    static @Nullable EndingRecord toRecord(@Nullable Ending ending) {
        return ending == null
                ? null
                : new EndingRecord(
                        ending.status(),
                        ending.stateJson(),
                        ending.blockedTaskId(),
                        ending.blockedSummary(),
                        ending.summary(),
                        ending.error(),
                        ending.commandId());
    }
}
