package dev.taskflow.app;

import java.util.List;

/** Topics or schemas that the processor needs are missing or unfit; {@link #problems()} names each in a line. */
public final class NotProvisioned extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    NotProvisioned(List<String> problems) {
        super("the processor cannot run: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
