/** Tests of the formats in which an installation's needs are written down. */
@NullMarked
package dev.taskflow.cli.export;

import org.jspecify.annotations.NullMarked;
