/** Tests of the gate that keeps schemas compatible, and the documents it guards. */
@NullMarked
package dev.taskflow.schema;

import org.jspecify.annotations.NullMarked;
