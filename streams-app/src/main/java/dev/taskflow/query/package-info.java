/**
 * Reads the state of flows and tasks: this instance's part of it, and who has the rest. Read-only, for any thread; http and
 * cli see state through it alone. {@link dev.taskflow.query.StateReader} is the door.
 */
@NullMarked
package dev.taskflow.query;

import org.jspecify.annotations.NullMarked;
