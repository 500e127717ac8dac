/**
 * The product on a real broker, seen from outside: plain clients write and read topics, {@code read_committed}. {@link
 * dev.taskflow.it.TaskFlowFixture} gives every test topics and an application id of its own on one shared broker, which
 * {@code -Dit.kafka} chooses.
 */
@NullMarked
package dev.taskflow.it;

import org.jspecify.annotations.NullMarked;
