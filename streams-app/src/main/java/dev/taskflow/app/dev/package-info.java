/**
 * A whole installation in one process, for development and for the demo. The only package that knows the development kit,
 * which production installations may leave out: nothing may load these classes before {@code DevKit} says that it is there.
 */
@NullMarked
package dev.taskflow.app.dev;

import org.jspecify.annotations.NullMarked;
