/** What the README promises, done as it says. */
@NullMarked
package dev.taskflow.readme;

import org.jspecify.annotations.NullMarked;
