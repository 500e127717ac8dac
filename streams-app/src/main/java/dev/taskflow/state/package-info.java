/**
 * Typed stores over Kafka Streams' key-value stores, their key codecs, and a read-only view of them for the rules. Only
 * {@code topology} writes through these types. A store belongs to one stream task and is used by its thread alone; but
 * {@link dev.taskflow.state.PartitionState} reads stores as Kafka Streams gives them to queries, and the rows that
 * {@link dev.taskflow.state.FlowStore#allWithoutDetails} has opened may be read by another thread.
 */
@NullMarked
package dev.taskflow.state;

import org.jspecify.annotations.NullMarked;
