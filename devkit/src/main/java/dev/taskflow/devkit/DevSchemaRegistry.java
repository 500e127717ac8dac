package dev.taskflow.devkit;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry for Avro in this JVM, on the loopback address, that clients of Confluent's registry can use. For
 * development: no access control, one node, modes and schema types other than {@code READWRITE} and {@code AVRO} refused.
 *
 * <p>All methods may be called from any thread. Its threads are daemons. It sets the system property
 * {@code sun.net.httpserver.nodelay}, unless that is set, because the JDK's server is slow without.
 */
public final class DevSchemaRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevSchemaRegistry.class);

    private final SchemaStore store;
    private final RegistryHttp http;
    private boolean closed;

    private DevSchemaRegistry(SchemaStore store, RegistryHttp http) {
        this.store = store;
        this.http = http;
    }

    /**
     * Where a registry runs and what it remembers.
     *
     * @param port the port, 0 for a free one
     * @param journal the file that keeps schemas and ids from one start to the next, made if missing; null to forget
     */
    public record Options(int port, @Nullable Path journal) {
        /** @throws IllegalArgumentException if the port is not one */
        public Options {
            LoopbackSockets.requirePort(port);
        }

        /** In memory, free port. */
        public static Options inMemory() {
            return new Options(0, null);
        }

        /** Kept in the given file, free port. */
        public static Options journaledIn(Path journal) {
            return new Options(0, journal);
        }

        /** The same with another port, 0 for a free one. */
        public Options withPort(int newPort) {
            return new Options(newPort, journal);
        }
    }

    /**
     * Starts a registry, which answers when this returns.
     *
     * @throws StartFailedException if it cannot start: port in use, journal in use, not writable or corrupt
     */
    public static DevSchemaRegistry start(Options options) {
        RegistryState state = new RegistryState();
        Path file = options.journal();
        Journal journal = file == null ? null : Journal.open(file, state::apply);
        SchemaStore store = new SchemaStore(state, journal);
        try {
            RegistryHttp http = new RegistryHttp(options.port(), new RegistryRoutes(store).all());
            LOG.info("Development schema registry is ready on http://{}:{}", LoopbackSockets.HOST, http.port());
            return new DevSchemaRegistry(store, http);
        } catch (IOException e) {
            store.close();
            throw LoopbackSockets.bindFailed(options.port(), "--registry-port", e);
        }
    }

    /** The registry's address for clients, {@code http://127.0.0.1:port}. */
    public String url() {
        return "http://" + LoopbackSockets.HOST + ":" + port();
    }

    /** The bound port. */
    public int port() {
        return http.port();
    }

    /** Stops answering, at once. Closing again does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            http.close();
            store.close();
        }
    }
}
