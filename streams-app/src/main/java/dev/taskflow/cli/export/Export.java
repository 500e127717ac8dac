package dev.taskflow.cli.export;

import dev.taskflow.access.Requirements;

/** A way to write down what an installation needs. */
@FunctionalInterface
public interface Export {

    /** The whole text, ending in a line break. */
    String of(Requirements requirements);
}
