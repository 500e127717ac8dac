/** Kafka clients of the loads and of the limit, all set alike. For the other packages of the benchmarks. */
@NullMarked
package dev.taskflow.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
