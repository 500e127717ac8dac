/**
 * From JSON bodies to commands: strictly, so that a misspelt field is refused and never ignored. What a command may say is
 * judged by the processor alone; here it is only read. For the http packages alone.
 */
@NullMarked
package dev.taskflow.http.body;

import org.jspecify.annotations.NullMarked;
