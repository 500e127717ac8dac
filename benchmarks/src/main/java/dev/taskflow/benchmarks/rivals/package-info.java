/**
 * LittleHorse and Zeebe as the benchmark runs them: each has an {@link dev.taskflow.benchmarks.Installation} for its server, from
 * {@code benchmarks/rivals/target}, and a {@link dev.taskflow.benchmarks.load.Target} over its generated gRPC stubs. Both get the
 * settings under which they were fastest. Used by the main program and by the load.
 */
@NullMarked
package dev.taskflow.benchmarks.rivals;

import org.jspecify.annotations.NullMarked;
