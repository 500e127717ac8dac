/** What is stored comes back, in the promised order, and no flow sees another's rows. */
@NullMarked
package dev.taskflow.state;

import org.jspecify.annotations.NullMarked;
