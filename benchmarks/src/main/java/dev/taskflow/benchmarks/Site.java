package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.load.Outcome;
import dev.taskflow.benchmarks.load.Window;
import dev.taskflow.benchmarks.load.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** An installation that runs, with a broker of its own if it needs one, and the load beside it: what one takes measurements on. */
final class Site implements AutoCloseable {
    /** The broker's name among the processes. */
    static final String BROKER = "broker";

    /** The load's name among the processes. */
    static final String LOAD = "load";

    private final Installation installation;
    private final Load load;
    private final @Nullable Broker broker;
    private final @Nullable Admin admin;
    private int tasksPerFlow;

    private Site(Installation installation, Load load, @Nullable Broker broker) {
        this.installation = installation;
        this.load = load;
        this.broker = broker;
        this.admin = broker == null
                ? null
                : Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
    }

    /**
     * Starts everything.
     *
     * @param directory an empty one, for all that it keeps
     */
    static Site start(Installation installation, Path directory, Optional<Path> jdk25, Children children)
            throws Exception {
        Broker broker = installation.needsKafka() ? Broker.start(children, directory) : null;
        Surroundings surroundings = new Surroundings(
                Files.createDirectories(directory.resolve("system")),
                broker == null ? "" : broker.bootstrapServers(),
                broker == null ? "" : broker.registryUrl(),
                jdk25,
                children);
        installation.start(surroundings);
        return new Site(installation, Load.start(children, directory), broker);
    }

    /** Opens the load on it; see {@link dev.taskflow.benchmarks.load.Target#open}. */
    void open(int newTasksPerFlow, boolean hold) throws IOException {
        load.open(installation, newTasksPerFlow, hold);
        tasksPerFlow = newTasksPerFlow;
    }

    /** Runs a workload, called this in tables. */
    Measurement measure(String name, Workload workload) throws IOException {
        Accounts accounts = new Accounts();
        Outcome outcome = load.run(workload, accounts);
        Map<String, ProcessUse> used = new LinkedHashMap<>();
        accounts.usesAtEnd.forEach(
                (process, use) -> used.put(process, use.since(accounts.uses.getOrDefault(process, use))));
        KafkaVolume written = accounts.volumeAtEnd.since(accounts.volume);
        return new Measurement(installation.title(), name, tasksPerFlow, outcome, used, written);
    }

    /** The share of a topic's offsets that is records; 1 without Kafka. */
    double committedShare(String topic) {
        return broker == null ? 1 : CommittedShare.of(topic, broker.bootstrapServers());
    }

    private Map<String, ProcessUse> uses() throws IOException {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>(installation.processes());
        if (broker != null) {
            processes.put(BROKER, broker.handle());
        }
        processes.put(LOAD, load.handle());
        Map<String, ProcessUse> uses = new LinkedHashMap<>();
        for (Map.Entry<String, ProcessHandle> process : processes.entrySet()) {
            uses.put(process.getKey(), ProcessUse.of(process.getValue()));
        }
        return uses;
    }

    private KafkaVolume volume() throws IOException {
        try {
            return admin == null ? KafkaVolume.NONE : KafkaVolume.of(admin);
        } catch (ExecutionException e) {
            throw new IOException("The broker did not say what it has", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    @Override
    public void close() {
        load.close();
        installation.close();
        if (admin != null) {
            admin.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** The accounts at both ends of a window. */
    private final class Accounts implements Window {
        private Map<String, ProcessUse> uses = Map.of();
        private Map<String, ProcessUse> usesAtEnd = Map.of();
        private KafkaVolume volume = KafkaVolume.NONE;
        private KafkaVolume volumeAtEnd = KafkaVolume.NONE;

        @Override
        public void begin() {
            try {
                uses = uses();
                volume = volume();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void end() {
            try {
                usesAtEnd = uses();
                volumeAtEnd = volume();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
