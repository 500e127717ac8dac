/**
 * The client on a real broker, where the test plays the processor: {@link dev.taskflow.client.Installation} gives every test
 * topics of its own on one shared broker.
 */
@NullMarked
package dev.taskflow.client;

import org.jspecify.annotations.NullMarked;
