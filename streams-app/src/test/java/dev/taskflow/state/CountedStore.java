package dev.taskflow.state;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store that notes what is written to it and how often it is asked for a key. */
final class CountedStore {
    private final KeyValueStore<String, byte[]> store;
    private final List<String> writtenKeys = new ArrayList<>();
    private long writtenBytes;
    private int gets;

    @SuppressWarnings("unchecked") // A proxy of the very interface.
    CountedStore(KeyValueStore<String, byte[]> counted) {
        store = (KeyValueStore<String, byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {KeyValueStore.class}, (self, method, args) -> {
                    switch (method.getName()) {
                        case "put" -> wrote((String) args[0], ((byte[]) args[1]).length);
                        case "delete" -> wrote((String) args[0], 0);
                        case "get" -> gets++;
                        default -> {}
                    }
                    try {
                        return method.invoke(counted, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void wrote(String key, int valueBytes) {
        writtenKeys.add(key);
        writtenBytes += key.length() + valueBytes;
    }

    KeyValueStore<String, byte[]> store() {
        return store;
    }

    void reset() {
        writtenKeys.clear();
        writtenBytes = 0;
        gets = 0;
    }

    /** The keys of puts and deletes in their order. */
    List<String> writtenKeys() {
        return List.copyOf(writtenKeys);
    }

    /** Bytes of the keys and values of puts and deletes. */
    long writtenBytes() {
        return writtenBytes;
    }

    int gets() {
        return gets;
    }
}
