/** Tests of configuration, provisioning and the processor's life. */
@NullMarked
package dev.taskflow.app;

import org.jspecify.annotations.NullMarked;
