package dev.taskflow.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a processor could keep its state where the configuration says. Makes nothing. */
public final class StateDirectoryCheck {

    private StateDirectoryCheck() {}

    /**
     * Looks at the folder as {@code run} does, if it is there; else at the one in which it would be made.
     *
     * @return what was seen, in words
     * @throws InvalidConfiguration if the folder cannot be used, saying why
     */
    public static String examine(TaskFlowConfig config) {
        Path directory = config.stateDirectory().toAbsolutePath().normalize();
        if (Files.exists(directory)) {
            StateDirectory.prepare(directory, config.applicationId());
            return directory + " can be used";
        }
        Path parent = nearestExisting(directory);
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw new InvalidConfiguration(List.of(ProcessorKeys.STATE_DIR + ": " + directory + " does not exist, and "
                    + System.getProperty("user.name", "?") + " cannot make it in " + parent));
        }
        return directory + " does not exist yet and can be made";
    }

    private static @Nullable Path nearestExisting(Path directory) {
        Path parent = directory.getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent;
    }
}
