package dev.taskflow.http.live;

import dev.taskflow.v1.FlowEvent;

/** An event as it comes in, with its place in the topic. */
record LiveEvent(int partition, long offset, FlowEvent event) {}
