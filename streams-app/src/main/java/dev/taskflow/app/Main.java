package dev.taskflow.app;

import dev.taskflow.cli.TaskFlowCommand;
import dev.taskflow.serde.AvroTrust;
import java.util.Locale;

/** The door of the jar. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        // Before any class of Kafka is loaded: its broker reads settings in the default locale and does not start where
        // "classic"
        // in capitals is not "CLASSIC" (Turkish, Azeri). Libraries' messages in topics and logs are then the same
        // everywhere, too.
        Locale.setDefault(Locale.ROOT);
        // Avro refuses to read generated classes that nobody vouched for, also where no serde of ours was configured
        // yet.
        AvroTrust.install();
        System.exit(TaskFlowCommand.commandLine().execute(arguments));
    }
}
