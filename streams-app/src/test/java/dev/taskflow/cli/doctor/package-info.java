/** Tests of the command line: in this process where that says enough, else with the packaged distribution. */
@NullMarked
package dev.taskflow.cli.doctor;

import org.jspecify.annotations.NullMarked;
