package dev.taskflow.app;

import org.apache.kafka.common.KafkaException;

/** With the {@code kafka.*} settings no client can be made. No broker was asked; the message says what is wrong. */
public final class UnusableKafkaSettings extends KafkaException {
    private static final long serialVersionUID = 1L;

    UnusableKafkaSettings(String message) {
        super(message);
    }
}
