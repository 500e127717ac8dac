/**
 * Whole installations lived through by chance: many flows, unreliable workers, restarts and clock jumps, all drawn from one
 * seed, so that a failure can be played again. Tests only.
 */
@NullMarked
package dev.taskflow.simulation;

import org.jspecify.annotations.NullMarked;
