package dev.taskflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Connection;
import dev.taskflow.cli.api.Refused;
import dev.taskflow.cli.text.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that talks to an instance over HTTP. */
abstract class OperatorCommand implements Callable<Integer>, QuietCommand {

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print JSON, with the field names of the HTTP API.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public final Integer call() {
        Connection to = connection.connection();
        Terminal terminal = terminal(spec);
        if (ConnectionOptions.exposesToken(to)) {
            terminal.note("warning: the token travels unencrypted to " + to.url() + "; use https");
        }
        try {
            return run(new Api(to), terminal);
        } catch (Refused refused) {
            if (json) {
                terminal.json(refused.problem().json());
            }
            throw refused;
        }
    }

    /** Does it. @return the exit code */
    abstract int run(Api api, Terminal terminal);

    boolean isJson() {
        return json;
    }

    /** Prints the JSON where it was asked for; otherwise what the other prints. */
    void show(Terminal terminal, JsonNode value, Runnable words) {
        if (json) {
            terminal.json(value);
        } else {
            words.run();
        }
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    static Terminal terminal(CommandSpec spec) {
        return new Terminal(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                TaskFlowCommand.charset(),
                Help.Ansi.AUTO.enabled());
    }
}
