package dev.taskflow.cli.demo;

/** Something that the story waits for did not happen; the message says what. */
public final class DemoStalled extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DemoStalled(String message) {
        super(message);
    }
}
