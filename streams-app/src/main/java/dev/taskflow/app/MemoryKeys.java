package dev.taskflow.app;

import static dev.taskflow.app.Validators.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;

import org.apache.kafka.common.config.ConfigDef.Importance;

/** The memory of the state. */
final class MemoryKeys {
    static final String ROCKSDB_MEMORY_MB = "rocksdb.memory.mb";
    static final String ROCKSDB_WRITE_BUFFERS_MB = "rocksdb.write.buffers.mb";

    static final String RECENT_MEMORY_MB = "recent.memory.mb";

    private MemoryKeys() {}

    static void define(Definition keys) {
        keys.group("Memory")
                .key(
                        ROCKSDB_MEMORY_MB,
                        INT,
                        192,
                        between(16, 1_048_576),
                        Importance.MEDIUM,
                        "Memory of all state stores of this instance together, outside of the Java heap, in MiB: cached blocks, their"
                                + " indexes and filters, and write buffers.")
                .key(
                        ROCKSDB_WRITE_BUFFERS_MB,
                        INT,
                        64,
                        between(8, 1_048_576),
                        Importance.LOW,
                        "How much of rocksdb.memory.mb write buffers may take, in MiB. Each partition needs about 1 MiB.")
                .key(
                        RECENT_MEMORY_MB,
                        INT,
                        32,
                        between(0, 65_536),
                        Importance.LOW,
                        "How much of the Java heap flows and tasks that were used last may take, about, in MiB, if this instance has all"
                                + " partitions: they are not read again for the next input of the flow. 0 keeps none.");
    }
}
