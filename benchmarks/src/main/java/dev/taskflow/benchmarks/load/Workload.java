package dev.taskflow.benchmarks.load;

/** A way to load a system. Immutable; runs as often as wanted. */
public interface Workload {
    /** Runs to its end; when it returns no flow is under way, or those that are have been counted as errors. */
    Outcome run(OpenTarget target, Window window) throws InterruptedException;
}
