/**
 * The heart: pure decisions. A command, a task event or a due timer, a read-only view of one flow and the time go in; a
 * {@link dev.taskflow.rules.Decision} comes out. Nothing here knows Kafka, does I/O, reads a clock or throws for bad input.
 *
 * <p>How it hangs together: {@link dev.taskflow.rules.Rules} is the door. Behind it one class per family of inputs
 * ({@code CreateRules}, {@code SpawnRules}, {@code AdvanceRules}, {@code CancelRules}, {@code NotifyRules}, {@code TaskRules},
 * {@code TimerRules}) decides, with {@code Children} for what befalls tasks, in bounded steps, and records what happened as
 * {@link dev.taskflow.rules.Event}s in a {@code Transition}; {@code Evolution} is the only place that says what an event makes
 * of a flow and its tasks; {@code Settlement} is the only place that ends a flow.
 *
 * <p>Everything here is immutable or confined to one decision. {@code topology} calls it; {@code state} stores its types.
 */
@NullMarked
package dev.taskflow.rules;

import org.jspecify.annotations.NullMarked;
