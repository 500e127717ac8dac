/**
 * The HTTP API: server, routes and endpoints; {@code ApiServer} is the door, for {@code app} alone. State is read through
 * {@code query}; whatever changes goes out as a command.
 *
 * <p>On Jetty's core alone, without a framework over it: a stream must write without waiting, so that a slow client is given up
 * instead of held by a thread, and a command's wait must hold no thread either; servlets, and Javalin upon them, offer neither,
 * at the price of thirty more jars. The routes are a table, which a test compares with the OpenAPI document.
 */
@NullMarked
package dev.taskflow.http;

import org.jspecify.annotations.NullMarked;
