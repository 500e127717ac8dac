package dev.taskflow.it;

import dev.taskflow.v1.TaskOutcome;
import dev.taskflow.v1.TaskSpec;
import java.util.List;
import java.util.Optional;

/**
 * Whether an attempt's reports were on {@code task-events} well before anything of it was due (T5, K7). It never says so of one that was
 * not: a clock of the processor's begins when it decides, which is no earlier than what it decides on was sent.
 */
final class ChaosPunctuality {
    /** A report that is on its topic by so much earlier was there in time. Milliseconds. */
    private static final long MARGIN_MS = 1_000;

    private static final long NEVER = Long.MAX_VALUE / 4;

    private final ChaosLedger ledger;

    ChaosPunctuality(ChaosLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * How the attempt ended by a report that came in time, or empty if none did for certain.
     *
     * @param dispatchedAt no later than it was dispatched, milliseconds since the epoch
     */
    Optional<TaskOutcome> reportedInTime(TaskSpec spec, String dispatchId, long dispatchedAt) {
        List<ChaosLedger.Report> reports = ledger.reports(dispatchId);
        if (reports.isEmpty()) {
            return Optional.empty();
        }
        long startBy = after(dispatchedAt, spec.getStartTimeoutMs());
        long endBy = after(reports.get(0).sentAt, spec.getRunTimeoutMs());
        long heardBy = NEVER;
        for (ChaosLedger.Report report : reports) {
            long taken = report.takenAt() + MARGIN_MS;
            if (taken >= startBy || taken >= heardBy || taken >= endBy) {
                return Optional.empty();
            }
            if (report.outcome != null) {
                return Optional.of(report.outcome);
            }
            startBy = NEVER;
            heardBy = after(report.sentAt, spec.getHeartbeatTimeoutMs());
        }
        return Optional.empty();
    }

    /** The same for the grace of a cancel, which ends no earlier than this, in milliseconds since the epoch. */
    boolean isReportedBefore(String dispatchId, long graceEndsAt) {
        return ledger.reports(dispatchId).stream()
                .anyMatch(report -> report.outcome != null && report.takenAt() + MARGIN_MS < graceEndsAt);
    }

    /** The earliest time at which the grace of anything that stops this flow's tasks can end. */
    long graceEndsAt(ChaosFlow flow) {
        long stopped = flow.kind() == ChaosFlow.Kind.SIBLINGS ? flow.createdAt() : flow.deadlineAt();
        for (ChaosLedger.Command command : ledger.commands(flow.id())) {
            if (command.kind.startsWith("cancel") || command.kind.equals("finish")) {
                stopped = Math.min(stopped, command.sentAt);
            }
        }
        return stopped == Long.MAX_VALUE ? NEVER : stopped + flow.graceMs();
    }

    private static long after(long from, Optional<Long> millis) {
        return millis.map(more -> from + more).orElse(NEVER);
    }
}
