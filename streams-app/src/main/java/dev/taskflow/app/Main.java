package dev.taskflow.app;

import dev.taskflow.cli.TaskFlowCommand;
import dev.taskflow.serde.AvroTrust;

/** The door of the jar. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Avro refuses to read generated classes that nobody vouched for, also where no serde of ours was configured
        // yet.
        AvroTrust.install();
        System.exit(TaskFlowCommand.commandLine().execute(arguments));
    }
}
