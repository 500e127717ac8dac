package dev.taskflow.http.live;

import dev.taskflow.v1.FlowEvent;

/**
 * An event as it comes in, with its place in the topic.
 *
 * @param bytes how long its record was
 */
record LiveEvent(int partition, long offset, int bytes, FlowEvent event) {}
