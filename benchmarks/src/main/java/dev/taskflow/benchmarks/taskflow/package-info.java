/** TaskFlow as a system under load: its installation, and the loads that drive it by its contract and by its Java client. */
@NullMarked
package dev.taskflow.benchmarks.taskflow;

import org.jspecify.annotations.NullMarked;
