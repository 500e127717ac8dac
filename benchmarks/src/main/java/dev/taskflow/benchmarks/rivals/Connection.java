package dev.taskflow.benchmarks.rivals;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One gRPC channel to a rival's server, a timer, and the count of what failed. Safe for use by several threads. */
final class Connection implements AutoCloseable {
    /** The port of the server's gRPC interface, in the address that an installation gives to its target. */
    static final String GRPC_PORT = "grpc.port";

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int ERRORS_TOLD = 5;

    private final ManagedChannel channel;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong errors = new AtomicLong();
    private volatile boolean closing;

    /** Connects at the first request. */
    Connection(Map<String, String> address) {
        String port = address.get(GRPC_PORT);
        if (port == null) {
            throw new IllegalArgumentException("The address has no " + GRPC_PORT + ": " + address);
        }
        // Callbacks never block, so they need no thread beside the channel's own, which would cost this machine a
        // hand-over each.
        channel = Grpc.newChannelBuilderForAddress(
                        "127.0.0.1", Integer.parseInt(port), InsecureChannelCredentials.create())
                .directExecutor()
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    /** An answer whose failure counts as an error. */
    <T> StreamObserver<T> expecting(Consumer<T> received) {
        return new Answer<>(received, this::failed);
    }

    /** Counts an error, unless it comes of closing. */
    void failed(Throwable failure) {
        if (!closing && errors.incrementAndGet() <= ERRORS_TOLD) {
            LOG.warn("A request to {} failed: {}", channel.authority(), failure.toString());
        }
    }

    long errors() {
        return errors.get();
    }

    /** Does something later; not once it is closed. */
    void after(long delay, TimeUnit unit, Runnable action) {
        if (!closing) {
            Future<?> unused = timer.schedule(() -> perform(action), delay, unit);
        }
    }

    private void perform(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void close() {
        closing = true;
        timer.shutdownNow();
        channel.shutdownNow();
    }
}
