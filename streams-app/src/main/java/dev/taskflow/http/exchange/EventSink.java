package dev.taskflow.http.exchange;

/** The way to one client of a stream. Never waits: a client that does not keep up is given up. Safe for any thread. */
public interface EventSink {

    /** Sends a text that is complete server-sent events. */
    void send(String events);

    /** Ends the stream. */
    void close();
}
