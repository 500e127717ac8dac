package dev.taskflow.cli;

import dev.taskflow.app.InvalidConfiguration;
import dev.taskflow.app.NotProvisioned;
import dev.taskflow.app.ProcessorFailed;
import dev.taskflow.app.Unreachable;
import dev.taskflow.app.dev.DevStartFailed;
import dev.taskflow.cli.api.Refused;
import dev.taskflow.cli.api.Unanswered;
import dev.taskflow.cli.text.OutputClosed;
import dev.taskflow.cli.text.SafeText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into words and an exit code. Stack traces are for {@code --verbose}. */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof OutputClosed) {
            return ExitCode.NOBODY_READS;
        }
        PrintWriter err = command.getErr();
        lines(failure).forEach(line -> err.println("taskflow: " + SafeText.of(line)));
        if (isVerbose(command)) {
            failure.printStackTrace(err);
        }
        err.flush();
        return exitCode(failure);
    }

    private static boolean isVerbose(CommandLine command) {
        return command.getCommandSpec().root().userObject() instanceof TaskFlowCommand root && root.isVerbose();
    }

    private static List<String> lines(Exception failure) {
        if (failure instanceof InvalidConfiguration invalid) {
            return invalid.problems().stream()
                    .map(problem -> "configuration: " + problem)
                    .toList();
        }
        if (failure instanceof NotProvisioned unprovisioned) {
            List<String> lines = new ArrayList<>(unprovisioned.problems());
            lines.add("the processor cannot run like this; 'taskflow topics apply' makes what is missing");
            return lines;
        }
        if (failure instanceof CommandFailed
                || failure instanceof Refused
                || failure instanceof Unanswered
                || failure instanceof DevStartFailed
                || failure instanceof Unreachable
                || failure instanceof ProcessorFailed) {
            return List.of(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof KafkaException) {
            return List.of(withCauses(failure));
        }
        return List.of("unexpected failure (--verbose shows where): " + withCauses(failure));
    }

    /** Kafka says what went wrong at the top and why at the bottom. */
    private static String withCauses(Throwable failure) {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (!last.contains(message)) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
                last = message;
            }
        }
        return text.toString().replace('\n', ' ');
    }

    private static int exitCode(Exception failure) {
        if (failure instanceof InvalidConfiguration || (failure instanceof Refused refused && refused.isWrongUsage())) {
            return ExitCode.USAGE;
        }
        return failure instanceof Unreachable || failure instanceof Unanswered ? ExitCode.UNREACHABLE : ExitCode.FAILED;
    }
}
