/** The two clocks. */
@NullMarked
package dev.taskflow.clock;

import org.jspecify.annotations.NullMarked;
