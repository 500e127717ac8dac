package dev.taskflow.serde;

import org.apache.kafka.common.KafkaException;

/**
 * The schema registry answered, and the answer is no: wrong credentials, an incompatible or missing schema, or something
 * that is not a schema registry. Trying again does not help; the message says what does.
 */
public final class RegistryRefusedException extends KafkaException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int errorCode;

    RegistryRefusedException(String message, int status, int errorCode) {
        super(message);
        this.status = status;
        this.errorCode = errorCode;
    }

    /** The HTTP status, or 0 if the refusal did not come over HTTP. */
    public int status() {
        return status;
    }

    /** The registry's own code, for instance 40403 for an unknown schema, or 0 if it gave none. */
    public int errorCode() {
        return errorCode;
    }
}
