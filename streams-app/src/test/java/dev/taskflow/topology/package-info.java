/**
 * The contract's rules, shown on the whole topology: each test is named for its rule and speaks in the contract's words
 * through {@link dev.taskflow.topology.TaskFlowDriver} and {@link dev.taskflow.topology.FlowDsl}.
 */
@NullMarked
package dev.taskflow.topology;

import org.jspecify.annotations.NullMarked;
