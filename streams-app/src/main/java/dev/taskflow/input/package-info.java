/**
 * How the stream threads take their input: bounded in bytes, with a count of what waits, the position up to which each partition
 * has been processed, and where the partitions end on the broker. Knows Kafka's clients and nothing of flows.
 */
@NullMarked
package dev.taskflow.input;

import org.jspecify.annotations.NullMarked;
