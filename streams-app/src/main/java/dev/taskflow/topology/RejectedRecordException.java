package dev.taskflow.topology;

/** A record that can be read but not used; the message says why and what to do. Only ever a dead letter's error. */
final class RejectedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RejectedRecordException(String message) {
        super(message, null, false, false);
    }
}
