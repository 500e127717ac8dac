/**
 * What happens to flows: history and live streams, read from the topic flow-events and kept nowhere else. For the http
 * packages alone.
 */
@NullMarked
package dev.taskflow.http.live;

import org.jspecify.annotations.NullMarked;
