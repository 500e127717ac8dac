/** What holds for the code as a whole: the walls between packages. */
@NullMarked
package dev.taskflow;

import org.jspecify.annotations.NullMarked;
