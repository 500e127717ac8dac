package dev.taskflow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskflow.cli.api.Api;
import dev.taskflow.cli.api.Shapes;
import dev.taskflow.cli.api.Write;
import dev.taskflow.cli.text.Terminal;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;

/** A command that changes something, by way of a command to a flow. */
abstract class WriteCommand extends OperatorCommand {

    @Mixin
    private WriteOptions options = new WriteOptions();

    /** Whether a task in the answer that was not created is worth a word. */
    boolean spawns() {
        return false;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    Shapes.Answer send(Api api, String path, ObjectNode body) {
        return send(api, path, body, OptionalLong.empty());
    }

    Shapes.Answer send(Api api, String path, ObjectNode body, OptionalLong revision) {
        Write write = options.write(revision);
        return api.post(path, body, write);
    }

    /** Prints what became of it. @return the exit code */
    int report(Terminal terminal, Shapes.Answer answer) {
        show(terminal, answer.json(), () -> print(terminal, answer));
        return answer.pending() ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void print(Terminal terminal, Shapes.Answer answer) {
        if (answer.pending()) {
            terminal.line(pending(answer));
            return;
        }
        terminal.line(answer.outcome() + ": " + answer.flowId() + " is " + answer.status() + ", revision "
                + answer.revision());
        answer.tasks()
                .forEach(task -> terminal.line("  " + task.runId() + " " + task.status()
                        + (spawns() && !task.created() ? " (was there already)" : "")));
    }

    static String pending(Shapes.Answer answer) {
        return "PENDING: " + answer.flowId()
                + ": the command is on its way and will be decided; look with 'taskflow flows show " + answer.flowId()
                + "'";
    }
}
