/**
 * Several instances as one: asking the others over HTTP, and cursors that mean the same to all. For the http packages alone.
 */
@NullMarked
package dev.taskflow.http.peer;

import org.jspecify.annotations.NullMarked;
