/**
 * Holds image, compose file and chart to the processor that they run, and to the schemas of whoever reads them. Tests only; they
 * need neither Docker nor a cluster.
 */
@NullMarked
package dev.taskflow.deploy;

import org.jspecify.annotations.NullMarked;
