/**
 * Requests, answers and problems as values, and JSON: what the endpoints work with instead of a server's types. For the http
 * packages alone.
 */
@NullMarked
package dev.taskflow.http.exchange;

import org.jspecify.annotations.NullMarked;
