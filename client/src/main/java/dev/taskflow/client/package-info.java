/**
 * For programs that publish commands to flows, await their results and react to settlements. Needs Kafka and a schema
 * registry, and no other part of TaskFlow but the contract. Workers are in {@code dev.taskflow.client.worker}.
 */
@NullMarked
package dev.taskflow.client;

import org.jspecify.annotations.NullMarked;
