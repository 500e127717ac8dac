package dev.taskflow.benchmarks.load;

/** A distribution of times in milliseconds. */
public record Percentiles(long count, double p50, double p90, double p99, double p999, double max) {}
