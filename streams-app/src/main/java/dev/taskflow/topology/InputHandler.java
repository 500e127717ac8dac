package dev.taskflow.topology;

import org.slf4j.spi.LoggingEventBuilder;

/** Decides one kind of input. Used by the stream task's thread. */
interface InputHandler<V> {
    /** The flow that the input is for; it may be no legal id. */
    String flowId(V input);

    /** Adds to a log event what the input is about: ids, and nothing that a client has written for others. */
    LoggingEventBuilder about(V input, LoggingEventBuilder event);

    /**
     * Decides the input and carries out what was decided.
     *
     * @throws RejectedRecordException if the input can be read but not used; nothing has been written then
     */
    void handle(V input, ReceivedRecord received);
}
