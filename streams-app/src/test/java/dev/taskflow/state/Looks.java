package dev.taskflow.state;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Notes where each walk over a store's rows begins. */
final class Looks {
    private final List<@Nullable Bytes> begins = new ArrayList<>();

    /** The same store, watched. */
    @SuppressWarnings("unchecked") // the proxy is of the store's interface
    KeyValueStore<Bytes, byte[]> at(KeyValueStore<Bytes, byte[]> store) {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                Looks.class.getClassLoader(), new Class<?>[] {KeyValueStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("range") || method.getName().equals("all")) {
                        begins.add(arguments == null ? null : (Bytes) arguments[0]);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    /** Where the walks began, in order; null: at the first row. */
    List<@Nullable Bytes> begins() {
        return Collections.unmodifiableList(begins);
    }
}
