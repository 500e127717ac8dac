/**
 * For programs that publish commands to flows, await their results and react to settlements. Needs Kafka and a schema
 * registry, and no other part of TaskFlow but the contract. Workers are in {@code dev.taskflow.client.worker}.
 *
 * <p>Tracing is by W3C headers and needs no tracing library here: a program hands in the headers of its span and is given those of
 * what it receives, so that any SDK can be used, in any version, or none.
 */
@NullMarked
package dev.taskflow.client;

import org.jspecify.annotations.NullMarked;
