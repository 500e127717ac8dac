/**
 * The Kafka Streams side: wiring, lives of stream tasks, outputs. One input record travels like this, all in one transaction
 * ({@code exactly_once_v2}); {@code ARCHITECTURE.md} beside this module names the files in order:
 *
 * <ol>
 *   <li>{@code Intake} decodes it, sends it to its right partition if it is on a wrong one, and gives what it cannot read to the
 *       dead letters;
 *   <li>{@code FlowEngine} has {@code rules} decide on the stored state;
 *   <li>{@code Emitter} encodes what follows for others, {@code StateWriter} stores what follows for us, and only then is
 *       anything forwarded: an input that fails on the way leaves no half of itself.
 * </ol>
 *
 * A flow and its tasks are on one partition and handled by one thread, one record at a time. Intent and spawn are therefore
 * totally ordered, and cancel needs no lock and no retry (K0). This is the only package that knows the Processor API, and the
 * only one that writes stores.
 */
@NullMarked
package dev.taskflow.topology;

import org.jspecify.annotations.NullMarked;
