package dev.taskflow.client.worker;

import dev.taskflow.v1.TaskCompleted;
import dev.taskflow.v1.TaskError;
import dev.taskflow.v1.TaskOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes what a handler said fit the limits of X4, beyond which a report would end in the dead letters. */
final class ReportTexts {
    /** X4: the default limit for each text or bytes field. */
    static final int FIELD_BYTES = 256 * 1024;

    static final String TOO_LARGE = "result-too-large";

    /** Messages and progress are for people, and every event on the task repeats them. */
    static final int MESSAGE_CHARACTERS = 8_000;

    /** Codes and media types are for programs to compare. */
    private static final int CODE_CHARACTERS = 300;

    private ReportTexts() {}

    static TaskCompleted completed(TaskResult result) {
        return excess(result)
                .map(message -> failed(new TaskError(TOO_LARGE, message, false)))
                .orElseGet(() -> asGiven(result));
    }

    private static TaskCompleted asGiven(TaskResult result) {
        byte[] output = result.output();
        return TaskCompleted.newBuilder()
                .setOutcome(result.outcome())
                .setBlocked(result.isBlocked())
                .setSummary(result.summary())
                .setError(bounded(result.error()))
                .setOutput(output == null ? null : ByteBuffer.wrap(output))
                .setOutputContentType(result.outputContentType())
                .build();
    }

    private static TaskCompleted failed(TaskError error) {
        return TaskCompleted.newBuilder()
                .setOutcome(TaskOutcome.FAILED)
                .setError(error)
                .build();
    }

    private static Optional<String> excess(TaskResult result) {
        byte[] output = result.output();
        return tooLarge("output", output == null ? 0 : output.length)
                .or(() -> tooLarge("summary", bytes(result.summary())))
                .or(() -> tooLarge("content type of the output", bytes(result.outputContentType())));
    }

    private static Optional<String> tooLarge(String what, int bytes) {
        return bytes <= FIELD_BYTES
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "The handler ended, but its %s is %,d bytes and the limit is %,d: keep large results elsewhere and return a reference to them.",
                        what,
                        bytes,
                        FIELD_BYTES));
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static @Nullable TaskError bounded(@Nullable TaskError error) {
        return error == null
                ? null
                : new TaskError(
                        cut(error.getType(), CODE_CHARACTERS), message(error.getMessage()), error.getRetryable());
    }

    /** At most {@link #MESSAGE_CHARACTERS} of a text for people. */
    static String message(String text) {
        return cut(text, MESSAGE_CHARACTERS);
    }

    private static String cut(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(characters - 2)) ? characters - 2 : characters - 1;
        return text.substring(0, end) + "…";
    }
}
