package dev.taskflow.app;

import java.util.List;

/**
 * The configuration cannot be used. {@link #problems()} names every fault that was found, each in one line that a user
 * can act on; none of them repeats a secret.
 */
public final class InvalidConfiguration extends RuntimeException {

    private final transient List<String> problems;

    public InvalidConfiguration(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
