package dev.taskflow.cli;

import dev.taskflow.cli.text.Terminal;
import dev.taskflow.http.access.Caller;
import dev.taskflow.http.access.Role;
import dev.taskflow.http.access.StaticToken;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code taskflow token}: access to the HTTP API. */
@Command(
        name = "token",
        description = "Make bearer tokens for the HTTP API.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "create")
final class TokenCommand implements Runnable, QuietCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "create?");
    }

    @Command(
            description = {
                "Make a random token. Prints it to standard error, once, and the line for the file of tokens, which holds"
                        + " only its SHA-256, to standard output: taskflow token create --name alice --owner team-a >> tokens"
            },
            mixinStandardHelpOptions = true)
    int create(
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose it is, for logs.")
                    String name,
            @Option(
                            names = "--role",
                            paramLabel = "owner|operator",
                            defaultValue = "owner",
                            description = "An operator sees every flow (${DEFAULT-VALUE}).")
                    String role,
            @Option(
                            names = "--owner",
                            paramLabel = "OWNER",
                            description = "The owner key whose flows are his own. Needed for the role owner.")
                    @Nullable
                    String owner) {
        Terminal terminal = OperatorCommand.terminal(spec);
        String token = StaticToken.generate();
        try {
            Role known = Role.valueOf(role.toUpperCase(Locale.ROOT));
            String line = StaticToken.line(token, new Caller(name, known, Optional.ofNullable(owner)));
            terminal.note("The token, which is shown this once: " + token);
            terminal.line(line);
            return ExitCode.DONE;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), explained(role, wrong), wrong);
        }
    }

    private static String explained(String role, IllegalArgumentException wrong) {
        boolean known = role.equalsIgnoreCase("owner") || role.equalsIgnoreCase("operator");
        return known ? String.valueOf(wrong.getMessage()) : "--role must be owner or operator";
    }
}
