/** The command line, on picocli. Nothing may depend on it but {@code Main}. */
@NullMarked
package dev.taskflow.cli;

import org.jspecify.annotations.NullMarked;
