/**
 * The command line's side of the HTTP API: requests, what answers mean, the shapes of its JSON. The only place of the command
 * line that knows paths and field names. For the commands alone.
 */
@NullMarked
package dev.taskflow.cli.api;

import org.jspecify.annotations.NullMarked;
