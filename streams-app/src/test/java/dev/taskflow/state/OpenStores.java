package dev.taskflow.state;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Kafka Streams' own stores, of both kinds that the topology uses, without a topology. */
public final class OpenStores implements AutoCloseable {
    /** What rows are kept in. */
    public enum Kind {
        ROCKSDB,
        IN_MEMORY
    }

    private final Kind kind;
    private final MockProcessorContext<Void, Void> context;
    private final List<KeyValueStore<?, ?>> open = new ArrayList<>();

    public OpenStores(Kind kind, Path directory) {
        this.kind = kind;
        this.context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), directory.toFile());
    }

    public KeyValueStore<String, byte[]> byText(String name) {
        return open(name, Serdes.String());
    }

    public KeyValueStore<Bytes, byte[]> byBytes(String name) {
        return open(name, Serdes.Bytes());
    }

    private <K> KeyValueStore<K, byte[]> open(String name, Serde<K> keys) {
        KeyValueBytesStoreSupplier rows =
                kind == Kind.ROCKSDB ? Stores.persistentKeyValueStore(name) : Stores.inMemoryKeyValueStore(name);
        KeyValueStore<K, byte[]> store = Stores.keyValueStoreBuilder(rows, keys, Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        open.add(store);
        return store;
    }

    @Override
    public void close() {
        open.forEach(KeyValueStore::close);
    }
}
