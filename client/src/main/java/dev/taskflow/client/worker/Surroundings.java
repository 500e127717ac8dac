package dev.taskflow.client.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * What all executions of a worker share.
 *
 * @param timer for short things that are due later; its thread must not be blocked
 * @param callbacks for code of the handler's own, which may block
 * @param fatal is told what the worker cannot go on with
 */
record Surroundings(
        Reports reports, ScheduledExecutorService timer, Executor callbacks, Tally tally, Consumer<Throwable> fatal) {}
