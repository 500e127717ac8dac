package dev.taskflow.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Kafka and schema registry in a process of their own, with the devkit's settings. */
final class Broker implements AutoCloseable {
    /** Arguments of its JVM. */
    static final List<String> JVM = List.of("-Xms1g", "-Xmx1g");

    private final Children children;
    private final Process process;
    private final String bootstrapServers;
    private final String registryUrl;

    private Broker(Children children, Process process, String bootstrapServers, String registryUrl) {
        this.children = children;
        this.process = process;
        this.bootstrapServers = bootstrapServers;
        this.registryUrl = registryUrl;
    }

    /** Starts it and returns when it serves. */
    static Broker start(Children children, Path directory) throws IOException {
        Path errors = directory.resolve("broker.log");
        List<String> command = Jvm.running(JVM, BrokerProcess.class, directory.toString());
        Process process = children.startSpeaking(command, Map.of(), errors);
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (line == null) {
            throw new IOException("The broker did not start; see " + errors);
        }
        String[] addresses = line.split(" ", -1);
        return new Broker(children, process, addresses[0], addresses[1]);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    String registryUrl() {
        return registryUrl;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        children.end(process);
    }
}
