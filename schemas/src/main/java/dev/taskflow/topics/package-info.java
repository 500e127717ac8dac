/**
 * The topics of the contract: names, value types, partitions and settings, each said once, and which partition a flow is on.
 *
 * <p>Whatever creates, checks, reads or writes a topic takes it from here.
 */
@NullMarked
package dev.taskflow.topics;

import org.jspecify.annotations.NullMarked;
