package dev.taskflow.benchmarks.rivals;

import dev.taskflow.benchmarks.Surroundings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A rival's server as a process of its own: what starting, waiting for and ending both have in common. */
final class RivalServer implements AutoCloseable {
    private static final long READY_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int HTTP_MILLIS = 5_000;
    private static final long POLL_MILLIS = 500;
    private static final int LOG_LINES_TOLD = 20;
    private static final int JDK = 25;

    private final Surroundings surroundings;
    private final Path log;
    private final Process process;

    private RivalServer(Surroundings surroundings, Path log, Process process) {
        this.surroundings = surroundings;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts a server and returns when it is ready.
     *
     * @param name of its log file
     * @param ready answers 200 when it is
     * @throws IllegalStateException with the end of its log, if it ends or does not become ready; it has been ended then
     */
    static RivalServer start(
            Surroundings surroundings, String name, List<String> command, Map<String, String> environment, URI ready)
            throws IOException, InterruptedException {
        Path log = surroundings.directory().resolve(name + ".log");
        RivalServer server =
                new RivalServer(surroundings, log, surroundings.children().start(command, environment, log));
        try {
            server.awaitReady(ready);
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        surroundings.children().end(process);
    }

    private void awaitReady(URI ready) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_NANOS;
        while (status(ready) != HttpURLConnection.HTTP_OK) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("The server "
                        + (process.isAlive() ? "did not become ready" : "ended with " + process.exitValue())
                        + ". The end of its log:\n" + endOfLog());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The HTTP status of an address, or 0 if nobody answers there yet. */
    private static int status(URI address) {
        try {
            HttpURLConnection request = (HttpURLConnection) address.toURL().openConnection();
            request.setConnectTimeout(HTTP_MILLIS);
            request.setReadTimeout(HTTP_MILLIS);
            try {
                return request.getResponseCode();
            } finally {
                request.disconnect();
            }
        } catch (IOException e) {
            return 0;
        }
    }

    private String endOfLog() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_TOLD), lines.size()));
    }

    /**
     * The {@code java} of the JDK that the rivals need.
     *
     * @throws IllegalStateException if none was named, or if it is not one
     */
    static Path java(Surroundings surroundings) throws IOException {
        Path home = surroundings
                .jdk25()
                .orElseThrow(() ->
                        new IllegalStateException("The rivals' servers need a JDK " + JDK + " and none was named"));
        Path java = home.resolve("bin").resolve("java");
        Path release = home.resolve("release");
        if (!Files.isExecutable(java) || !Files.isReadable(release)) {
            throw new IllegalStateException("There is no JDK in " + home + ": the rivals' servers need a JDK " + JDK);
        }
        boolean newEnough = Files.readString(release)
                .lines()
                .filter(line -> line.startsWith("JAVA_VERSION=\""))
                .map(line -> line.substring("JAVA_VERSION=\"".length()).split("[^0-9]", 2)[0])
                .anyMatch(major -> Integer.parseInt(major) >= JDK);
        if (!newEnough) {
            throw new IllegalStateException(
                    "The rivals' servers need a JDK " + JDK + ", and the one in " + home + " is older");
        }
        return java;
    }

    /**
     * The one entry of a directory whose name begins and ends like this.
     *
     * @throws IllegalStateException if there is none, with what to do
     */
    static Path fetched(Path directory, String prefix, String suffix) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                List<Path> found = entries.filter(
                                entry -> entry.getFileName().toString().startsWith(prefix)
                                        && entry.getFileName().toString().endsWith(suffix))
                        .toList();
                if (found.size() == 1) {
                    return found.get(0);
                }
            }
        }
        throw new IllegalStateException("There is no " + prefix + "*" + suffix + " in " + directory
                + ": fetch the rivals' servers with  mvn -f benchmarks/rivals/pom.xml package");
    }

    /** Ports of the loopback address that were free just now, all different. */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
