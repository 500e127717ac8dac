/** Tests of what an installation is said to need on a cluster. */
@NullMarked
package dev.taskflow.access;

import org.jspecify.annotations.NullMarked;
