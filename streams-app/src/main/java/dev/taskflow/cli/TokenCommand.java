package dev.taskflow.cli;

import dev.taskflow.cli.text.Terminal;
import dev.taskflow.http.access.Caller;
import dev.taskflow.http.access.Role;
import dev.taskflow.http.access.StaticToken;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
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
                "Make a random token. Prints the line for the file of tokens, which holds only the token's SHA-256, to standard"
                        + " output, and the token itself, once, to standard error or a file:"
                        + " taskflow token create --name alice --owner team-a --save alice.token >> tokens"
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
                    String owner,
            @Option(
                            names = "--save",
                            paramLabel = "FILE",
                            description = "Keep the token in this new file, for --token-file, instead of showing it.")
                    @Nullable
                    Path file) {
        Terminal terminal = OperatorCommand.terminal(spec);
        String token = StaticToken.generate();
        try {
            Role known = Role.valueOf(role.toUpperCase(Locale.ROOT));
            String line = StaticToken.line(token, new Caller(name, known, Optional.ofNullable(owner)));
            if (file == null) {
                terminal.note("The token, which is shown this once: " + token);
            } else {
                save(token, file);
            }
            terminal.line(line);
            return ExitCode.DONE;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), explained(name, role, owner, wrong), wrong);
        }
    }

    /** Where its owner alone can read it, if the file system knows owners. */
    private static void save(String token, Path file) {
        try {
            boolean posix =
                    FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
            FileAttribute<?>[] ownersOnly = posix
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                    }
                    : new FileAttribute<?>[0];
            Files.createFile(file, ownersOnly);
            Files.writeString(file, token + "\n");
        } catch (FileAlreadyExistsException there) {
            throw new CommandFailed(file + " is there already, and may hold a token that is in use", there);
        } catch (IOException unwritable) {
            throw new CommandFailed("cannot write " + file + ": " + unwritable, unwritable);
        }
    }

    private static String explained(String name, String role, @Nullable String owner, IllegalArgumentException wrong) {
        if (!role.equalsIgnoreCase("owner") && !role.equalsIgnoreCase("operator")) {
            return "--role must be owner or operator";
        }
        return (name + owner).matches("\\S+")
                ? String.valueOf(wrong.getMessage())
                : "--name and --owner must be without blanks";
    }
}
