package dev.taskflow.app;

import java.util.List;

/**
 * One thing that was seen or done while topics and schemas were checked or made.
 *
 * @param message one line, for a user
 */
public record Finding(Kind kind, String message) {

    /** What a finding means for whoever wants to run the processor. */
    public enum Kind {
        /** Something was created or changed. */
        DONE,
        /** Other than configured, but it works: an operator may want it so. */
        DIFFERS,
        /** The processor cannot run like this. */
        FAULT
    }

    static Finding done(String message) {
        return new Finding(Kind.DONE, message);
    }

    static Finding differs(String message) {
        return new Finding(Kind.DIFFERS, message);
    }

    static Finding fault(String message) {
        return new Finding(Kind.FAULT, message);
    }

    /** The messages of one kind, in order. */
    public static List<String> messages(List<Finding> findings, Kind kind) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::message)
                .toList();
    }
}
