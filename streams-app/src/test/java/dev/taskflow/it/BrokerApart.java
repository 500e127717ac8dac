package dev.taskflow.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;

/**
 * A broker in a JVM of its own, which can be stopped (SIGSTOP), continued, killed and started again on the same port and data. For
 * use by one thread.
 */
final class BrokerApart implements KafkaFixture {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(2);

    private final Path folder;
    private final Map<String, String> settings;
    private final int port = portThatStaysFree();
    private final Path log;
    private Process process;

    private BrokerApart(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
        this.log = folder.resolve("broker.log");
        this.process = launch();
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @param folder where data and log go
     * @param settings of the broker, in Kafka's names
     */
    static BrokerApart start(Path folder, Map<String, String> settings) {
        return new BrokerApart(folder, settings);
    }

    /**
     * A port that no client gets while the broker is away: below those from which systems choose for a client's end of a connection. One
     * of those could even be connected to itself.
     */
    private static int portThatStaysFree() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(15_000, 32_000))
                .limit(1_000)
                .filter(BrokerApart::isFree)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no port is free between 15,000 and 32,000"));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "-Dtaskflow.log.kafka.level=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                folder.resolve("kafka").toString(),
                Integer.toString(port)));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        try {
            Process started = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Signals.killAtExit(started);
            awaitReady(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(Process started) throws IOException {
        String line = new BufferedReader(new InputStreamReader(started.getInputStream(), UTF_8)).readLine();
        if (!BrokerMain.READY.equals(line)) {
            started.destroyForcibly();
            Assertions.fail("the broker says '%s' and does not start:%n%s", line, Files.readString(log));
        }
    }

    /** SIGSTOP: connections stay open and nothing is answered. */
    void pause() {
        Signals.pause(process);
    }

    /** SIGCONT; does no harm to a broker that runs. */
    void resume() {
        Signals.resume(process);
    }

    /** SIGKILL: connections are refused until {@link #restart}. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again after {@link #kill} and returns when it serves clients. */
    void restart() {
        process = launch();
    }

    /** Has it running, whatever was done to it. */
    void heal() {
        if (process.isAlive()) {
            resume();
        } else {
            restart();
        }
    }

    @Override
    public String kind() {
        return "apart";
    }

    @Override
    public String bootstrapServers() {
        return InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
    }

    @Override
    public Duration sessionTimeout() {
        return SESSION_TIMEOUT;
    }

    @Override
    public void close() {
        kill();
    }
}
