package dev.taskflow.benchmarks;

/** What can be measured; named on the command line. */
enum Part {
    /** As many flows as TaskFlow can do. */
    settle,
    /** Time to settle at constant rates. */
    latency,
    /** Cancel of flows whose tasks run. */
    cancel,
    /** The same number of records through a bare Kafka Streams program. */
    limit,
    /** With many stored flows, large flows, more instances and partitions. */
    growth,
    /** Settle, latency and cancel with other systems. */
    rivals,
    /** The rivals alone, under several settings each: which are their best. */
    sweep;

    /** Whether TaskFlow and each rival goes through it. */
    boolean isOfEverySystem() {
        return this == settle || this == latency || this == cancel;
    }
}
