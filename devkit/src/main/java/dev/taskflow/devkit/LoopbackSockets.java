package dev.taskflow.devkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The broker's listening sockets, bound before anything else is started: a port in use is found while nothing needs
 * undoing, and a free port is ours from the moment that its number is known.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {
    static final String HOST = "127.0.0.1";

    /** Enough for every client of a development machine that connects before the broker is ready. */
    private static final int BACKLOG = 128;

    private final Map<Integer, ServerSocketChannel> bound = new ConcurrentHashMap<>();

    /** Binds a port; 0 means any free one. Returns the bound port. */
    int bind(int port) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(loopback(), port), BACKLOG);
                channel.configureBlocking(false);
                int local = channel.socket().getLocalPort();
                bound.put(local, channel);
                return local;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw bindFailed(port, "--kafka-port", e);
        }
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int listenBacklogSize, int receiveBufferSize)
            throws IOException {
        ServerSocketChannel channel = bound.get(address.getPort());
        if (channel == null) {
            throw new BindException("listener " + listener + " asked for port " + address.getPort()
                    + ", which was not bound for this broker");
        }
        return channel;
    }

    /** Closes every socket that was bound here, also those that a server has taken. */
    @Override
    public void close() throws IOException {
        for (ServerSocketChannel channel : bound.values()) {
            channel.close();
        }
    }

    static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1});
    }

    static int requirePort(int port) {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " does not exist: give 1-65535, or 0 for a free one");
        }
        return port;
    }

    static StartFailedException bindFailed(int port, String option, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean inUse = cause instanceof BindException && reason.contains("in use");
        return new StartFailedException(
                inUse
                        ? "port " + port + " is in use: stop what uses it or choose another with " + option
                        : "port " + port + " cannot be bound (" + reason + "): choose another with " + option,
                cause);
    }
}
