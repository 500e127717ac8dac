/**
 * How flows, tasks and events look as JSON, and what of them a caller may see. The one place that leaves out what is
 * sensitive. For the http packages alone.
 */
@NullMarked
package dev.taskflow.http.view;

import org.jspecify.annotations.NullMarked;
