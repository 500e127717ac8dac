package dev.taskflow.app;

import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;

import org.apache.kafka.common.config.ConfigDef.Importance;

/** The memory outside of the Java heap. */
final class MemoryKeys {
    static final String ROCKSDB_MEMORY_MB = "rocksdb.memory.mb";
    static final String ROCKSDB_WRITE_BUFFERS_MB = "rocksdb.write.buffers.mb";

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
                        "How much of rocksdb.memory.mb write buffers may take, in MiB. Each partition needs about 1 MiB.");
    }
}
