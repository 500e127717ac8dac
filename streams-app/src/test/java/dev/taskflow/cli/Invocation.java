package dev.taskflow.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run of the command line in this process. */
record Invocation(int exitCode, String out, String err) {

    static Invocation of(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = TaskFlowCommand.commandLine(environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Invocation(exitCode, out.toString(), err.toString());
    }

    /** With this instance as the one to talk to. */
    static Invocation on(ApiServer server, String... arguments) {
        return of(new HashMap<>(Map.of(ClientVariables.URL, server.url())), arguments);
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
