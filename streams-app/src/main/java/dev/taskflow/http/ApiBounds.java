package dev.taskflow.http;

import java.time.Duration;

/**
 * What a client may ask of the server.
 *
 * @param bodyBytes the largest body
 * @param bodyTime how long a body may take to come
 * @param usualWait how long a command's result is waited for, unless the request says otherwise
 * @param longestWait how long it may say
 * @param peerTime how long another instance may take
 * @param requestsInFlight requests that are being answered at a time; more are {@code BUSY}
 * @param streams server-sent event streams at a time; more are {@code BUSY}
 * @param requestsPerSecond of one caller, in the long run
 * @param burst of one caller, at once
 */
public record ApiBounds(
        int bodyBytes,
        Duration bodyTime,
        Duration usualWait,
        Duration longestWait,
        Duration peerTime,
        int requestsInFlight,
        int streams,
        int requestsPerSecond,
        int burst) {

    public static final ApiBounds DEFAULT = new ApiBounds(
            256 * 1024,
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            256,
            256,
            200,
            400);
}
