/** Tests of the serdes, against registries and bytes of every kind. */
@NullMarked
package dev.taskflow.serde;

import org.jspecify.annotations.NullMarked;
