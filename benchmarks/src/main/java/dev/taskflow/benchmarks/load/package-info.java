/** The load: workloads that know no system, and the {@link dev.taskflow.benchmarks.load.Target} through which they drive one. */
@NullMarked
package dev.taskflow.benchmarks.load;

import org.jspecify.annotations.NullMarked;
