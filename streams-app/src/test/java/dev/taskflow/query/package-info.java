/** Tests of what is read from the stores. */
@NullMarked
package dev.taskflow.query;

import org.jspecify.annotations.NullMarked;
