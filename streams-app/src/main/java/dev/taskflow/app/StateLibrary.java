package dev.taskflow.app;

import java.io.File;
import java.util.List;
import org.rocksdb.RocksDB;

/** The native library of the state stores, which RocksDB unpacks into a folder and loads from there. */
public final class StateLibrary {

    /** Where RocksDB unpacks it, if somebody says so (RocksDB.loadLibrary of 10.1); else in the JVM's temporary folder. */
    private static final String FOLDER_VARIABLE = "ROCKSDB_SHAREDLIB_DIR";

    private StateLibrary() {}

    /**
     * Loads it, once in a process; safe to repeat and for use by many threads.
     *
     * @return what was loaded, in words
     * @throws InvalidConfiguration if it cannot be unpacked or loaded, saying why and what to do
     */
    public static String load() {
        try {
            RocksDB.loadLibrary();
        } catch (UnsatisfiedLinkError | RuntimeException failed) {
            throw new InvalidConfiguration(
                    List.of("the native library of the state stores (RocksDB) cannot be loaded from the"
                            + " folder " + folder() + " (" + reason(failed)
                            + "): have this folder there, mounted with exec and writable,"
                            + " or name another by the JVM's option -Djava.io.tmpdir or the environment variable "
                            + FOLDER_VARIABLE));
        }
        return "RocksDB " + RocksDB.rocksdbVersion() + " is loaded";
    }

    private static String folder() {
        String chosen = System.getenv(FOLDER_VARIABLE);
        return chosen == null || chosen.isEmpty() ? System.getProperty("java.io.tmpdir") : chosen;
    }

    private static String reason(Throwable failed) {
        if (!new File(folder()).isDirectory()) {
            return "there is no such folder";
        }
        Throwable root = ThreadReplacement.rootOf(failed);
        // The dynamic linker says the name of the file that was unpacked, and Java says it again.
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage().replaceFirst("^(/\\S+: )+", "");
    }
}
