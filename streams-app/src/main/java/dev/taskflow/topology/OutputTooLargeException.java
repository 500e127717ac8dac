package dev.taskflow.topology;

import java.util.Locale;

/** An input would lead to a record that the broker refuses; sending it would stop the thread. */
final class OutputTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputTooLargeException(String topic, int bytes, int limit) {
        super(String.format(
                Locale.ROOT,
                "A record of %,d bytes would follow for the topic %s, where the limit is %,d: send fewer tasks or less text in one command.",
                bytes,
                topic,
                limit));
    }
}
