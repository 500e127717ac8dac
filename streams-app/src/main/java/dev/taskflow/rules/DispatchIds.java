package dev.taskflow.rules;

/**
 * Makes dispatch ids. They fence reports (A2), so that nobody may be able to guess one: in production they come from a
 * cryptographic random source, in tests from a counter.
 */
@FunctionalInterface
public interface DispatchIds {
    /** A new id, never given before. */
    String next();
}
