package dev.taskflow.benchmarks.load;

/** Told when what is measured begins and ends, by the workload's thread, which goes on when this returns. */
public interface Window {
    /** Everything is warm. */
    void begin();

    /** What comes now is no longer counted. */
    void end();
}
