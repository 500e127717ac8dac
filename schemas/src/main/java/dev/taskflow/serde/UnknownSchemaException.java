package dev.taskflow.serde;

import org.apache.kafka.common.errors.SerializationException;

/** A record names a schema id that the registry does not know: it was written with another registry, or it is not ours. */
public final class UnknownSchemaException extends SerializationException {
    private static final long serialVersionUID = 1L;

    private final int id;

    UnknownSchemaException(int id, String message) {
        super(message);
        this.id = id;
    }

    /** The id that is unknown. */
    public int id() {
        return id;
    }
}
