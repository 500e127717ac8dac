package dev.taskflow.serde;

import org.apache.kafka.common.errors.RetriableException;

/** The schema registry could not be asked: it is down, overloaded or unreachable. Trying again later may help. */
public final class RegistryUnavailableException extends RetriableException {
    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    RegistryUnavailableException(String message) {
        super(message);
    }
}
