/**
 * Configuration, topic provisioning and the life of the processor: everything between a command line and a running
 * topology. Used by {@code cli} and by tests; nothing else in this module may depend on it.
 */
@NullMarked
package dev.taskflow.app;

import org.jspecify.annotations.NullMarked;
