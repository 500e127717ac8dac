package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A request's whole body, in place of options for its fields. */
final class BodyOptions {

    @Option(
            names = "--json-file",
            paramLabel = "FILE",
            description =
                    "The whole body as the HTTP API has it, from a file or, for '-', from standard input; instead of"
                            + " options for its fields.")
    private @Nullable String file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** The body from the file if there is one, else that made of options. @throws ParameterException if both are given */
    ObjectNode or(ObjectNode made) {
        if (file == null) {
            return made;
        }
        if (!made.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--json-file has the whole body: leave out the options for "
                            + String.join(
                                    ", ",
                                    made.properties().stream()
                                            .map(java.util.Map.Entry::getKey)
                                            .toList()));
        }
        return JsonFiles.object(file);
    }
}
