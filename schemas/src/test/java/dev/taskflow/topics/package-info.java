/** Tests of the topic catalogue. */
@NullMarked
package dev.taskflow.topics;

import org.jspecify.annotations.NullMarked;
