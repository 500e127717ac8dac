/**
 * Tells whether an instance makes progress: gathers facts from Kafka Streams, from its producers and from the brokers, and judges
 * whether work waits while nothing is committed.
 */
@NullMarked
package dev.taskflow.app.progress;

import org.jspecify.annotations.NullMarked;
