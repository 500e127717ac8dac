/** Tests of the worker against a real broker, the test playing the processor. */
@NullMarked
package dev.taskflow.client.worker;

import org.jspecify.annotations.NullMarked;
