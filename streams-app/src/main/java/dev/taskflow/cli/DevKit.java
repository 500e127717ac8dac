package dev.taskflow.cli;

/** Whether the development kit, with its broker and registry, is part of this installation. */
final class DevKit {

    private static final String BROKER = "dev.taskflow.devkit.DevKafka";

    private DevKit() {}

    /** @throws CommandFailed if it is not */
    static void require(String command) {
        try {
            Class.forName(BROKER, false, DevKit.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new CommandFailed(
                    "the development kit is not part of this installation, and '" + command
                            + "' needs it: put back the folder"
                            + " devkit/ beside taskflow.jar; 'taskflow run' uses existing brokers",
                    missing);
        }
    }
}
