package dev.taskflow.app;

import java.util.List;

/**
 * One thing that was seen or done while topics and schemas were checked or made.
 *
 * @param what one line, for a user
 * @param remedy what to do about it; empty where that goes without saying, or is the same for all
 */
public record Finding(Kind kind, String what, String remedy) {

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
        return new Finding(Kind.DONE, message, "");
    }

    static Finding differs(String message) {
        return differs(message, "");
    }

    static Finding differs(String what, String remedy) {
        return new Finding(Kind.DIFFERS, what, remedy);
    }

    static Finding fault(String message) {
        return fault(message, "");
    }

    static Finding fault(String what, String remedy) {
        return new Finding(Kind.FAULT, what, remedy);
    }

    /** What it is and what to do, in one line. */
    public String message() {
        return remedy.isEmpty() ? what : what + ": " + remedy;
    }

    /** The messages of one kind, in order. */
    public static List<String> messages(List<Finding> findings, Kind kind) {
        return findings.stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::message)
                .toList();
    }
}
