/**
 * The benchmark's main program and the processes that it runs: broker, systems under load, load, limit. What a system under load
 * has to be is {@link dev.taskflow.benchmarks.Installation}; {@code load} knows none of this, and {@code taskflow} and
 * {@code rivals} implement both sides.
 */
@NullMarked
package dev.taskflow.benchmarks;

import org.jspecify.annotations.NullMarked;
