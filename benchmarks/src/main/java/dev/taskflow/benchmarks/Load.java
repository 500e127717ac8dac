package dev.taskflow.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskflow.benchmarks.load.Outcome;
import dev.taskflow.benchmarks.load.Window;
import dev.taskflow.benchmarks.load.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The load in its own process, as the benchmark speaks to it. For one thread. */
final class Load implements AutoCloseable {
    /** Arguments of its JVM. */
    static final List<String> JVM = List.of("-Xms1g", "-Xmx1g");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Children children;
    private final Process process;
    private final BufferedReader news;
    private final Writer orders;
    private final Path errors;

    private Load(Children children, Process process, Path errors) {
        this.children = children;
        this.process = process;
        this.errors = errors;
        this.news = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    static Load start(Children children, Path directory) throws IOException {
        Path errors = directory.resolve("load.log");
        return new Load(
                children, children.startSpeaking(Jvm.running(JVM, LoadProcess.class), Map.of(), errors), errors);
    }

    /** Opens a target on an installation that has been started, instead of the one before. */
    void open(Installation installation, int tasksPerFlow, boolean hold) throws IOException {
        give(new LoadMessage.Open(installation.target(), installation.address(), tasksPerFlow, hold));
        hear(LoadMessage.Opened.class);
    }

    /** Runs a workload, and has its window's begin and end told. */
    Outcome run(Workload workload, Window window) throws IOException {
        give(new LoadMessage.Run(workload));
        hear(LoadMessage.Begun.class);
        window.begin();
        hear(LoadMessage.Ended.class);
        window.end();
        return hear(LoadMessage.Done.class).outcome();
    }

    private void give(LoadMessage.Order order) throws IOException {
        orders.write(JSON.writeValueAsString(order) + "\n");
        orders.flush();
    }

    private <N extends LoadMessage.News> N hear(Class<N> expected) throws IOException {
        String line = news.readLine();
        if (line == null) {
            throw new IOException("The load process has ended; see " + errors);
        }
        return expected.cast(JSON.readValue(line, LoadMessage.News.class));
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        children.end(process);
    }
}
