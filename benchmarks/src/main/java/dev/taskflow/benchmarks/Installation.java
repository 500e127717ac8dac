package dev.taskflow.benchmarks;

import java.util.Map;

/**
 * One system under load as its operator runs it: its processes, its settings, and where a load finds it. Started once, then
 * closed; not safe for use by several threads.
 */
public interface Installation extends AutoCloseable {
    /** As tables show it, with its version: {@code LittleHorse 1.2.1}. */
    String title();

    /** The name of its target in {@link Targets}. */
    String target();

    /** Whether {@link Surroundings#bootstrapServers} must name a broker when it is started. */
    boolean needsKafka();

    /** What it runs with, for the results: heap, partitions and whatever was tuned, in the system's own names. */
    Map<String, String> settings();

    /** Starts its processes and returns when they serve. On failure nothing is left running. */
    void start(Surroundings surroundings) throws Exception;

    /** What the target needs to reach it, by names that the two agree on. Only after the start. */
    Map<String, String> address();

    /** Its processes, for accounts of CPU and memory, by what they are: {@code app}, {@code app-2}. Only after the start. */
    Map<String, ProcessHandle> processes();

    /** Stops its processes and waits for their end. The directory is the caller's to delete. Never started: does nothing. */
    @Override
    void close();
}
