package dev.taskflow.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Bytes that are not, or no longer, a record of the expected type (X2). */
public final class UnreadableRecordException extends SerializationException {
    private static final long serialVersionUID = 1L;

    /** Says what is stored and why it cannot be read. */
    public UnreadableRecordException(String message) {
        super(message);
    }

    UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
