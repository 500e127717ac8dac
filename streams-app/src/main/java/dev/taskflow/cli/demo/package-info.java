/**
 * The story that {@code taskflow demo} plays: a producer, a worker and a consumer as anybody would write them, with plain
 * Kafka clients. Knows the contract's records and topics, and nothing of the processor.
 */
@NullMarked
package dev.taskflow.cli.demo;

import org.jspecify.annotations.NullMarked;
