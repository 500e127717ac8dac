package dev.taskflow.cli.text;

/** Nobody reads standard output any more, as after {@code | head}. */
public final class OutputClosed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutputClosed() {
        super("standard output is closed");
    }
}
