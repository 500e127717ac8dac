package dev.taskflow.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Streams' own RocksDB stores on shared memory. */
class RocksDbMemoryTest {
    private static final long MIB = 1024 * 1024;
    private static final int STORES = 12;
    private static final int VALUE_BYTES = 4_096;
    private static final int ROWS = 3_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    /** A tenth more for blocks in use and for buffers that are being written out. */
    @Test
    void storesTogetherStayWithinTheBoundAndKeepTheirRows() {
        long bound = 24 * MIB;
        List<KeyValueStore<String, byte[]>> stores = new ArrayList<>();
        try (RocksDbMemory memory = new RocksDbMemory(bound, 8 * MIB)) {
            for (int i = 0; i < STORES; i++) {
                stores.add(open("store-" + i, memory));
            }
            long most = fill(stores, memory);
            for (KeyValueStore<String, byte[]> store : stores) {
                for (int row = 0; row < ROWS; row += 7) {
                    assertThat(store.get("key-" + row)).hasSize(VALUE_BYTES);
                    most = Math.max(most, memory.usedBytes());
                }
            }

            assertThat(most).as("bytes at most").isBetween(bound / 2, bound + bound / 10);

            stores.get(0).close();
            assertThat(stores.get(1).get("key-1"))
                    .as("a row, when another store was closed")
                    .hasSize(VALUE_BYTES);
            stores.remove(0);
            stores.forEach(KeyValueStore::close);
        }
    }

    /** Twelve stores take 144 MB of rows: six times the bound. */
    private static long fill(List<KeyValueStore<String, byte[]>> stores, RocksDbMemory memory) {
        Random random = new Random(1);
        long most = 0;
        for (int row = 0; row < ROWS; row++) {
            for (KeyValueStore<String, byte[]> store : stores) {
                byte[] value = new byte[VALUE_BYTES];
                random.nextBytes(value);
                store.put("key-" + row, value);
            }
            most = Math.max(most, memory.usedBytes());
        }
        return most;
    }

    private KeyValueStore<String, byte[]> open(String name, RocksDbMemory memory) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        settings.putAll(StreamsSettings.memory(memory));
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(settings, new TaskId(0, 0), directory.toFile());
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }
}
