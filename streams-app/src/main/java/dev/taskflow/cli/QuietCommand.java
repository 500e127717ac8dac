package dev.taskflow.cli;

/** A command that somebody watches: its own words are what matters, and the log only speaks up when something is wrong. */
interface QuietCommand {

    /** From which level on our own log speaks up. */
    default String ownLogLevel() {
        return "WARN";
    }
}
