package dev.taskflow.query;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that should not be.
 *
 * @param ownerKey empty if the flow cannot be read
 * @param runId the task that it is about; empty: the flow
 * @param since when it began, or the flow or task was last heard of; empty if there is no such time
 * @param detail in words, without text that came from clients
 */
public record AuditFinding(
        AuditCode code,
        String flowId,
        Optional<String> ownerKey,
        Optional<String> runId,
        Optional<Instant> since,
        String detail) {}
