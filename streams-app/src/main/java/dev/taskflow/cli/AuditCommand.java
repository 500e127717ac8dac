package dev.taskflow.cli;

import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Query;
import dev.taskflow.cli.api.Shapes;
import dev.taskflow.cli.text.Table;
import dev.taskflow.cli.text.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code taskflow audit}: what does not look right. */
@Command(
        name = "audit",
        description = {
            "Show flows and tasks that do not look right, for operators: restore_failed, stale_running, stale_waiting,"
                    + " stale_blocked, cancel_stuck, missing_linked_tasks, blocked_task_missing, inconsistent_timestamps,"
                    + " and of tasks stale_queued, stale_running, lost.",
            "Exit code 1 if there are findings as severe as --fail-on says."
        },
        mixinStandardHelpOptions = true)
final class AuditCommand extends ReadCommand {

    /** From the least to the most severe. */
    private static final List<String> SEVERITIES = List.of("WARNING", "ERROR");

    enum FailOn {
        WARNING,
        ERROR,
        NEVER
    }

    enum Severity {
        WARNING,
        ERROR
    }

    @Option(
            names = "--stale-running",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "A running flow without active tasks is stale after so long without a change (30m).")
    private @Nullable Duration staleRunning;

    @Option(
            names = "--stale-waiting",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "The same for a waiting flow without a time to wake up (30m).")
    private @Nullable Duration staleWaiting;

    @Option(
            names = "--stale-blocked",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "The same for a blocked flow (30m).")
    private @Nullable Duration staleBlocked;

    @Option(
            names = "--cancel-stuck",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "A cancel is stuck so long after it was requested (5m).")
    private @Nullable Duration cancelStuck;

    @Option(
            names = "--task-stale-queued",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "A queued task is stale so long after its dispatch (10m).")
    private @Nullable Duration taskStaleQueued;

    @Option(
            names = "--task-stale-running",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "A running task is stale so long after its worker was last heard of (30m).")
    private @Nullable Duration taskStaleRunning;

    @Option(
            names = "--severity",
            paramLabel = "WARNING|ERROR",
            description = "Only findings that are at least so severe.")
    private @Nullable Severity severity;

    @Option(
            names = "--fail-on",
            paramLabel = "WARNING|ERROR|NEVER",
            defaultValue = "ERROR",
            description = "From which severity on the exit code is 1 (${DEFAULT-VALUE}).")
    private FailOn failOn = FailOn.ERROR;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "500",
            description = "At most so many, up to 500 (${DEFAULT-VALUE}).")
    private int limit = 500;

    @Override
    int run(Api api, Terminal terminal) {
        Query query = query().with("flowRunningMs", millis(staleRunning))
                .with("flowWaitingMs", millis(staleWaiting))
                .with("flowBlockedMs", millis(staleBlocked))
                .with("cancelMs", millis(cancelStuck))
                .with("taskQueuedMs", millis(taskStaleQueued))
                .with("taskRunningMs", millis(taskStaleRunning))
                .with("severity", severity)
                .with("limit", limit);
        Shapes.Audit audit = new Shapes.Audit(api.get(Api.path("audit"), query));
        show(terminal, audit.json(), () -> print(terminal, audit));
        return audit.findings().stream().anyMatch(this::fails) ? ExitCode.FAILED : ExitCode.DONE;
    }

    private boolean fails(Shapes.Finding finding) {
        return failOn != FailOn.NEVER && SEVERITIES.indexOf(finding.severity()) >= SEVERITIES.indexOf(failOn.name());
    }

    private void print(Terminal terminal, Shapes.Audit audit) {
        List<Shapes.Finding> findings = audit.findings();
        if (!findings.isEmpty()) {
            OwnerColumn owners = owners(findings);
            Table table = new Table(owners.header("SEVERITY", "CODE", "FLOW", "RUN", "SINCE", "DETAIL"));
            findings.forEach(finding -> table.row(owners.row(
                    finding,
                    finding.severity(),
                    finding.code(),
                    finding.flowId(),
                    finding.runId().isEmpty() ? "-" : finding.runId(),
                    finding.since().isEmpty() ? "-" : finding.since(),
                    finding.detail())));
            terminal.table(table);
        }
        terminal.line(summary(audit));
    }

    private static String summary(Shapes.Audit audit) {
        Map<String, Long> bySeverity = audit.findings().stream()
                .collect(Collectors.groupingBy(Shapes.Finding::severity, TreeMap::new, Collectors.counting()));
        String counts = bySeverity.isEmpty()
                ? "No findings"
                : bySeverity.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(" · "));
        return counts + (audit.truncated() ? "; there are more than the limit" : "");
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
