package dev.taskflow.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks at the state directory before Kafka Streams does: that one changes the mode of whatever a symbolic link points at
 * and goes on with a folder of another user.
 */
final class StateDirectory {

    private StateDirectory() {}

    /**
     * Makes the folder where it is missing.
     *
     * @throws InvalidConfiguration if it cannot be used, saying why
     */
    static Path prepare(Path configured, String applicationId) {
        Path directory = configured.toAbsolutePath().normalize();
        refuseLink(directory);
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException file) {
            throw unusable(directory, "is not a folder");
        } catch (IOException failure) {
            throw unusable(directory, "cannot be created: " + failure);
        }
        Path ofApplication = directory.resolve(applicationId);
        refuseLink(ofApplication);
        for (Path folder : List.of(directory, ofApplication)) {
            refuseForeignOwner(folder);
        }
        if (!Files.isWritable(directory)) {
            throw unusable(directory, "is not writable by user " + user());
        }
        return directory;
    }

    private static void refuseLink(Path folder) {
        if (Files.isSymbolicLink(folder)) {
            throw unusable(folder, "is a symbolic link; name the folder that it points at");
        }
    }

    private static void refuseForeignOwner(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            String owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName();
            if (!ownedByUs(owner)) {
                throw unusable(folder, "belongs to user " + owner + ", not to " + user());
            }
        } catch (IOException failure) {
            throw unusable(folder, "cannot be examined: " + failure);
        } catch (UnsupportedOperationException noOwners) {
            // A file system without owners has no foreign ones.
        }
    }

    private static boolean ownedByUs(String owner) {
        // Windows writes DOMAIN\\user; a container's user may have no name, and then Java says "?".
        return owner.equals(user()) || owner.endsWith("\\" + user()) || user().equals("?");
    }

    private static String user() {
        return System.getProperty("user.name", "?");
    }

    private static InvalidConfiguration unusable(Path folder, String why) {
        return new InvalidConfiguration(
                List.of(ConfigKeys.STATE_DIR + ": " + folder + " " + why + "; Kafka Streams keeps its state there"));
    }
}
