package dev.taskflow.benchmarks.rivals;

import dev.taskflow.benchmarks.Installation;
import dev.taskflow.benchmarks.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One LittleHorse server on the benchmark's broker. Its topics, under a name that is new at each start, stay on the broker. */
public final class LittleHorseInstallation implements Installation {
    private static final String JAR = "littlehorse-server-";

    private final Path libraries;
    private final String version;
    private final Settings settings;
    private @Nullable RivalServer server;
    private Map<String, String> address = Map.of();

    /**
     * What is tuned.
     *
     * @param heapMegabytes the server's, all of it from the start
     * @param partitions of each of its topics
     * @param streamThreads of its core topology
     * @param commitMillis how often its core topology commits; clients are answered before that
     */
    public record Settings(int heapMegabytes, int partitions, int streamThreads, int commitMillis) {
        /** Those under which it was fastest on two cores. */
        public static Settings best() {
            return new Settings(2048, 2, 2, 500);
        }

        /** Those that were tried, the best among them. */
        public static List<Settings> candidates() {
            return List.of(
                    best(),
                    new Settings(2048, 12, 2, 500),
                    new Settings(2048, 12, 1, 500),
                    new Settings(2048, 12, 1, 100),
                    new Settings(2048, 12, 1, 3000));
        }

        private Map<String, String> asConfiguration() {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("LHS_CLUSTER_PARTITIONS", String.valueOf(partitions));
            settings.put("LHS_CORE_STREAM_THREADS", String.valueOf(streamThreads));
            settings.put("LHS_CORE_STREAMS_COMMIT_INTERVAL", String.valueOf(commitMillis));
            settings.put("LHS_REPLICATION_FACTOR", "1");
            settings.put("LHS_STREAMS_NUM_STANDBY_REPLICAS", "0");
            return settings;
        }
    }

    /**
     * One that is not started.
     *
     * @param rivals where the servers were fetched to: {@code benchmarks/rivals/target}
     * @throws IllegalStateException if it is not there
     */
    public LittleHorseInstallation(Path rivals, Settings settings) throws IOException {
        this.libraries = rivals.resolve("littlehorse").resolve("lib");
        String jar = RivalServer.fetched(libraries, JAR, ".jar").getFileName().toString();
        this.version = jar.substring(JAR.length(), jar.length() - ".jar".length());
        this.settings = settings;
    }

    @Override
    public String title() {
        return "LittleHorse " + version;
    }

    @Override
    public String target() {
        return "littlehorse";
    }

    @Override
    public boolean needsKafka() {
        return true;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>(settings.asConfiguration());
        all.put("heap", settings.heapMegabytes() + " MB");
        return all;
    }

    @Override
    public void start(Surroundings surroundings) throws IOException, InterruptedException {
        List<Integer> ports = RivalServer.freePorts(3);
        int grpc = ports.get(0);
        int internal = ports.get(1);
        int health = ports.get(2);
        Map<String, String> configuration = new LinkedHashMap<>(settings.asConfiguration());
        configuration.put("LHS_KAFKA_BOOTSTRAP_SERVERS", surroundings.bootstrapServers());
        configuration.put(
                "LHS_CLUSTER_ID", "littlehorse-" + UUID.randomUUID().toString().substring(0, 8));
        configuration.put("LHS_INSTANCE_ID", "1");
        configuration.put("LHS_SHOULD_CREATE_TOPICS", "true");
        configuration.put(
                "LHS_STATE_DIR", surroundings.directory().resolve("state").toString());
        configuration.put("LHS_HEALTH_SERVICE_PORT", String.valueOf(health));
        configuration.put("LHS_INTERNAL_BIND_PORT", String.valueOf(internal));
        configuration.put("LHS_INTERNAL_ADVERTISED_PORT", String.valueOf(internal));
        configuration.put("LHS_INTERNAL_ADVERTISED_HOST", "localhost");
        configuration.put("LHS_LISTENERS", "PLAIN:" + grpc);
        configuration.put("LHS_LISTENERS_PROTOCOL_MAP", "PLAIN:PLAIN");
        configuration.put("LHS_ADVERTISED_LISTENERS", "PLAIN://localhost:" + grpc);
        Path file = Files.writeString(
                surroundings.directory().resolve("server.config"),
                configuration.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
        List<String> command = List.of(
                RivalServer.java(surroundings).toString(),
                "-Xms" + settings.heapMegabytes() + "m",
                "-Xmx" + settings.heapMegabytes() + "m",
                "-cp",
                libraries.resolve("*").toString(),
                "io.littlehorse.App",
                file.toString());
        server = RivalServer.start(
                surroundings,
                "littlehorse",
                command,
                Map.of(),
                URI.create("http://127.0.0.1:" + health + "/readiness"));
        address = Map.of(Connection.GRPC_PORT, String.valueOf(grpc));
    }

    @Override
    public Map<String, String> address() {
        return address;
    }

    @Override
    public Map<String, ProcessHandle> processes() {
        return Map.of("app", Objects.requireNonNull(server, "started before").process());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
