package dev.taskflow.devkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker with its controller (KRaft) in this JVM, on the loopback address, for development and tests.
 *
 * <p>Acknowledged records survive {@link #close} and the death of the process, not a power loss: there is one replica and
 * Kafka does not wait for the disk. Several brokers may run in one JVM. All methods may be called from any thread.
 *
 * <p>While a broker runs, Kafka's {@code Exit} procedures are taken over for the whole JVM, so that a broken broker shows
 * in {@link #faults} instead of ending the host.
 */
public final class DevKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevKafka.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final DataDirectory directory;
    private final LoopbackSockets sockets;
    private final FaultLog faults;
    private final BrokerNode node;
    private final int port;
    private boolean closed;

    private DevKafka(DataDirectory directory, LoopbackSockets sockets, FaultLog faults, BrokerNode node, int port) {
        this.directory = directory;
        this.sockets = sockets;
        this.faults = faults;
        this.node = node;
        this.port = port;
    }

    /**
     * Where and how a broker runs.
     *
     * @param directory where data is kept from one start to the next, made if missing and for this broker alone; null for
     *     a temporary one that is deleted on close
     * @param port the port for clients, 0 for a free one; a directory does not remember it
     * @param logins who may log in; null if whoever is on this machine may do everything
     * @param brokerSettings Kafka broker settings that replace the development defaults
     */
    public record Options(
            @Nullable Path directory, int port, @Nullable Logins logins, Map<String, String> brokerSettings) {
        /**
         * @throws IllegalArgumentException if the port is not one, or a setting is not for the host to change (node,
         *     listeners, directories)
         */
        public Options {
            LoopbackSockets.requirePort(port);
            brokerSettings = BrokerSettings.requireOverridable(brokerSettings);
        }

        /** Temporary data, free port. */
        public static Options temporary() {
            return new Options(null, 0, null, Map.of());
        }

        /** Data kept in the given directory, free port. */
        public static Options keptIn(Path directory) {
            return new Options(directory, 0, null, Map.of());
        }

        /** The same with another port for clients, 0 for a free one. */
        public Options withPort(int newPort) {
            return new Options(directory, newPort, logins, brokerSettings);
        }

        /** The same for these users alone, each of whom may do what ACLs allow. */
        public Options withLogins(Logins newLogins) {
            return new Options(directory, port, newLogins, brokerSettings);
        }

        /** The same with one more of Kafka's broker settings, in Kafka's own names and units. */
        public Options withBrokerSetting(String key, String value) {
            Map<String, String> extended = new HashMap<>(brokerSettings);
            extended.put(key, value);
            return new Options(directory, port, logins, extended);
        }
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @throws StartFailedException if it cannot start: port in use, directory in use or not writable, bad setting, a default
     *     locale in which Kafka cannot read its settings
     */
    public static DevKafka start(Options options) {
        requireUsableLocale();
        DataDirectory directory = DataDirectory.open(options.directory());
        LoopbackSockets sockets = new LoopbackSockets();
        FaultLog faults = new FaultLog();
        ExitGuard.protect(faults);
        boolean started = false;
        try {
            DevKafka kafka = start(options, directory, sockets, faults);
            started = true;
            return kafka;
        } finally {
            if (!started) {
                release(directory, sockets, faults);
            }
        }
    }

    /** Kafka's broker looks up names in the capitals of the default locale (KafkaConfig of 4.3), also while it runs. */
    private static void requireUsableLocale() {
        Locale locale = Locale.getDefault();
        if (!"i".toUpperCase(locale).equals("I")) {
            throw new StartFailedException("Kafka's broker cannot start in the locale " + locale.toLanguageTag()
                    + ": start the JVM with -Duser.language=en, or call Locale.setDefault(Locale.ROOT) first");
        }
    }

    private static DevKafka start(Options options, DataDirectory directory, LoopbackSockets sockets, FaultLog faults) {
        int port = sockets.bind(options.port());
        int controllerPort = sockets.bind(0);
        Map<String, String> settings =
                BrokerSettings.of(directory.path(), port, controllerPort, options.logins(), options.brokerSettings());
        try {
            BrokerNode node = BrokerNode.start(directory.path(), settings, controllerPort, sockets, faults);
            LOG.info("Development Kafka broker is ready on {}:{}", LoopbackSockets.HOST, port);
            return new DevKafka(directory, sockets, faults, node, port);
        } catch (ConfigException e) {
            throw new StartFailedException("the broker does not accept its settings: " + e.getMessage(), e);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new StartFailedException(
                    "the development broker cannot start on data directory " + directory.path() + " (" + e
                            + "): if its data is damaged or of another Kafka version, move it away or choose"
                            + " another with --data-dir",
                    e);
        }
    }

    private static void release(DataDirectory directory, LoopbackSockets sockets, FaultLog faults) {
        ExitGuard.release(faults);
        try {
            sockets.close();
        } catch (IOException e) {
            LOG.warn("A listening socket could not be closed", e);
        }
        directory.close();
    }

    /** The address for clients, {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return LoopbackSockets.HOST + ":" + port;
    }

    /** The bound port for clients. */
    public int port() {
        return port;
    }

    /** What the broker could not handle since its start, oldest first; at most the first hundred. Empty is healthy. */
    public List<BrokerFault> faults() {
        return faults.faults();
    }

    /**
     * Stops the broker and waits for it, at most half a minute. A temporary directory is deleted. Closing again does
     * nothing. If the broker does not stop in time that is logged, and its directory stays locked and in place.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (node.stop(STOP_LIMIT)) {
            release(directory, sockets, faults);
        } else {
            LOG.warn(
                    "The development broker did not stop within {} s: its threads and the lock on {} stay until this"
                            + " process ends",
                    STOP_LIMIT.toSeconds(),
                    directory.path());
        }
    }
}
