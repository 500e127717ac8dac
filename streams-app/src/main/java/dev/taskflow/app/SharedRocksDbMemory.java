package dev.taskflow.app;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * Gives each store the memory that they share. Kafka Streams makes one of these for each store, so the memory comes with the
 * settings. Public as Kafka Streams makes it by name.
 */
public final class SharedRocksDbMemory implements RocksDBConfigSetter {
    /** The setting that holds the {@link RocksDbMemory}; no user's. */
    static final String MEMORY = "taskflow.rocksdb.memory";

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        if (configs.get(MEMORY) instanceof RocksDbMemory memory) {
            memory.applyTo(options);
        }
    }

    /** Nothing: other stores go on using the memory. */
    @Override
    public void close(String storeName, Options options) {}
}
