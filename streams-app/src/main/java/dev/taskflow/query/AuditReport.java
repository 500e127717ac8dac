package dev.taskflow.query;

import java.util.List;

/**
 * What an audit has found.
 *
 * @param truncated whether it has stopped at the limit, so that there may be more
 */
public record AuditReport(List<AuditFinding> findings, boolean truncated) {
    public AuditReport {
        findings = List.copyOf(findings);
    }
}
