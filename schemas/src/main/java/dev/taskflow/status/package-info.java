/** The one place that says which statuses are open, active or terminal; for the processor and for every client. */
@NullMarked
package dev.taskflow.status;

import org.jspecify.annotations.NullMarked;
