/** How input is polled, bounded and counted. */
@NullMarked
package dev.taskflow.input;

import org.jspecify.annotations.NullMarked;
