package dev.taskflow.cli;

import dev.taskflow.cli.text.SafeText;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in a line or two what is wrong with the arguments. A whole usage below it would push that off the screen. */
final class WrongUsage implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("taskflow: " + SafeText.of(String.valueOf(wrong.getMessage())));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        if (command.getSubcommands().isEmpty()) {
            err.println("'" + command.getCommandSpec().qualifiedName() + " --help' says what it takes.");
        } else {
            command.usage(err);
        }
        err.flush();
        return ExitCode.USAGE;
    }
}
