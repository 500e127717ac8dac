/** The processor's two clocks: one that never steps back, for durations, and the wall clock, for points in time. */
@NullMarked
package dev.taskflow.clock;

import org.jspecify.annotations.NullMarked;
