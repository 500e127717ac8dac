package dev.taskflow.benchmarks.rivals;

import dev.taskflow.benchmarks.Installation;
import dev.taskflow.benchmarks.Surroundings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One Zeebe broker with its gateway in the same process, without exporters. It brings its own log, so no Kafka. */
public final class ZeebeInstallation implements Installation {
    private static final String DISTRIBUTION = "camunda-zeebe-";
    private static final String LOOPBACK = "127.0.0.1";

    private final Path home;
    private final Settings settings;
    private @Nullable RivalServer server;
    private Map<String, String> address = Map.of();

    /**
     * What is tuned.
     *
     * @param heapMegabytes the broker's, all of it from the start
     * @param partitions of its log
     * @param backPressure whether it refuses requests when it is slow
     * @param flushDelaySeconds how long it may wait before it flushes its log to the disk; 0 is its default
     */
    public record Settings(int heapMegabytes, int partitions, boolean backPressure, int flushDelaySeconds) {
        /** Those under which it was fastest on two cores. */
        public static Settings best() {
            return new Settings(2048, 2, false, 1);
        }

        /** Those that were tried, the best among them. */
        public static List<Settings> candidates() {
            return List.of(
                    best(),
                    new Settings(2048, 1, false, 1),
                    new Settings(2048, 1, true, 1),
                    new Settings(2048, 1, false, 0));
        }

        private Map<String, String> asEnvironment() {
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("ZEEBE_BROKER_CLUSTER_PARTITIONSCOUNT", String.valueOf(partitions));
            environment.put("ZEEBE_BROKER_BACKPRESSURE_ENABLED", String.valueOf(backPressure));
            environment.put("ZEEBE_BROKER_CLUSTER_RAFT_FLUSH_DELAYTIME", flushDelaySeconds + "s");
            return environment;
        }
    }

    /**
     * One that is not started.
     *
     * @param rivals where the servers were fetched to: {@code benchmarks/rivals/target}
     * @throws IllegalStateException if it is not there
     */
    public ZeebeInstallation(Path rivals, Settings settings) throws IOException {
        this.home = RivalServer.fetched(rivals.resolve("zeebe"), DISTRIBUTION, "");
        this.settings = settings;
    }

    @Override
    public String title() {
        return "Zeebe " + home.getFileName().toString().substring(DISTRIBUTION.length());
    }

    @Override
    public String target() {
        return "zeebe";
    }

    @Override
    public boolean needsKafka() {
        return false;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>(settings.asEnvironment());
        all.put("heap", settings.heapMegabytes() + " MB");
        return all;
    }

    @Override
    public void start(Surroundings surroundings) throws IOException, InterruptedException {
        List<Integer> ports = RivalServer.freePorts(5);
        String grpc = String.valueOf(ports.get(0));
        String management = String.valueOf(ports.get(1));
        Map<String, String> environment = new LinkedHashMap<>(settings.asEnvironment());
        environment.put("JAVACMD", RivalServer.java(surroundings).toString());
        environment.put("JAVA_OPTS", "-Xms%1$dm -Xmx%1$dm".formatted(settings.heapMegabytes()));
        environment.put("ZEEBE_BROKER_NETWORK_HOST", LOOPBACK);
        environment.put("ZEEBE_BROKER_NETWORK_ADVERTISEDHOST", LOOPBACK);
        environment.put("ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT", String.valueOf(ports.get(2)));
        environment.put("ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT", String.valueOf(ports.get(3)));
        environment.put("ZEEBE_BROKER_CLUSTER_INITIALCONTACTPOINTS", "");
        environment.put("ZEEBE_BROKER_GATEWAY_NETWORK_HOST", LOOPBACK);
        environment.put("ZEEBE_BROKER_GATEWAY_NETWORK_PORT", grpc);
        environment.put("SERVER_ADDRESS", LOOPBACK);
        environment.put("SERVER_PORT", String.valueOf(ports.get(4)));
        environment.put("MANAGEMENT_SERVER_ADDRESS", LOOPBACK);
        environment.put("MANAGEMENT_SERVER_PORT", management);
        environment.put(
                "ZEEBE_BROKER_DATA_DIRECTORY",
                surroundings.directory().resolve("data").toString());
        // The script becomes the server (exec), so its process is the one to account for.
        List<String> command =
                List.of("sh", home.resolve("bin").resolve("broker").toString());
        server = RivalServer.start(
                surroundings,
                "zeebe",
                command,
                environment,
                URI.create("http://" + LOOPBACK + ":" + management + "/actuator/health/status"));
        address = Map.of(Connection.GRPC_PORT, grpc);
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
