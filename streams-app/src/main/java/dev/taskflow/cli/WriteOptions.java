package dev.taskflow.cli;

import dev.taskflow.cli.api.Write;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command to a flow is sent. */
final class WriteOptions {

    /** The most that an instance waits. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description =
                    "Names the command: given again with the same key it is not done again. Chosen at random unless given.")
    private @Nullable String idempotencyKey;

    @Option(
            names = "--decide-within",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = Durations.class,
            description =
                    "How long to wait for the decision, at most 60s (${DEFAULT-VALUE}). After that the exit code is 1: it is pending.")
    private Duration decideWithin = Duration.ofSeconds(10);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    Write write(OptionalLong revision) {
        if (decideWithin.compareTo(LONGEST) > 0) {
            throw new ParameterException(spec.commandLine(), "--decide-within must be at most 60s");
        }
        String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        if (!key.matches("[\\x21-\\x7e]{1,200}")) {
            throw new ParameterException(
                    spec.commandLine(), "--idempotency-key must be 1-200 printable ASCII characters without blanks");
        }
        return new Write(key, revision, decideWithin);
    }
}
