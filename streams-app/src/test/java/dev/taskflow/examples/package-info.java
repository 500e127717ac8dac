/** What the READMEs of the examples in other languages say, done as they say: with their commands, in processes of their own. */
@NullMarked
package dev.taskflow.examples;

import org.jspecify.annotations.NullMarked;
