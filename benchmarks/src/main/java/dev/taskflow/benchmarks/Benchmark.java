package dev.taskflow.benchmarks;

import dev.taskflow.benchmarks.rivals.LittleHorseInstallation;
import dev.taskflow.benchmarks.rivals.ZeebeInstallation;
import dev.taskflow.benchmarks.taskflow.TaskFlowInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line: measures what it is told to, and writes a table, a plot and JSON. */
@Command(name = "benchmark", mixinStandardHelpOptions = true, description = "Measures TaskFlow.")
public final class Benchmark implements Callable<Integer> {
    private static final int REWARM_SECONDS = 5;

    @Parameters(
            arity = "0..*",
            description = "What to measure: ${COMPLETION-CANDIDATES}. Default: settle latency cancel limit.")
    private Set<Part> parts = EnumSet.of(Part.settle, Part.latency, Part.cancel, Part.limit);

    @Option(names = "--warm", defaultValue = "180", description = "Seconds at full load before anything is measured.")
    private int warmSeconds;

    @Option(names = "--window", defaultValue = "60", description = "Seconds of each measurement.")
    private int windowSeconds;

    @Option(names = "--cancel-flows", defaultValue = "10000", description = "Flows that are cancelled.")
    private int cancelFlows;

    @Option(names = "--quick", description = "A short run to see that all works. Its figures mean nothing.")
    private boolean quick;

    @Option(names = "--jar", required = true, description = "The program: taskflow.jar.")
    private Path jar = Path.of("");

    @Option(names = "--load", defaultValue = "taskflow", description = "How TaskFlow is driven: ${DEFAULT-VALUE}.")
    private String target = "";

    @Option(
            names = "--partitions",
            defaultValue = "2",
            description = "TaskFlow's flow partitions. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(names = "--task-partitions", defaultValue = "3", description = "TaskFlow's task partitions.")
    private int taskPartitions;

    @Option(names = "--threads", description = "TaskFlow's stream threads. Default: one for each processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--instances", defaultValue = "1", description = "TaskFlow's instances. Default: ${DEFAULT-VALUE}.")
    private int instances;

    @Option(names = "--app-jvm", defaultValue = "-Xmx512m", split = " ", description = "JVM arguments of TaskFlow.")
    private List<String> appJvm = new ArrayList<>();

    @Option(names = "--app-env", description = "More of TaskFlow's configuration, as TASKFLOW_KEY=VALUE.")
    private Map<String, String> appEnvironment = new TreeMap<>();

    @Option(
            names = "--stored",
            defaultValue = "10000,1000000,5000000",
            split = ",",
            description = "Growth: how many flows are stored, ascending. Default: ${DEFAULT-VALUE}.")
    private List<Long> stored = List.of();

    @Option(names = "--jdk25", description = "Home of a JDK 25, which rivals need.")
    private @Nullable Path jdk25;

    @Option(
            names = "--rivals",
            defaultValue = "",
            description = "Where the rivals' servers are; profile 'rivals' fetches them.")
    private Path rivals = Path.of("");

    @Option(names = "--directory", required = true, description = "Where data, results.json and the plot go.")
    private Path directory = Path.of("");

    /** Runs and exits. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        System.exit(new CommandLine(new Benchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Timing timing = quick ? Timing.QUICK : new Timing(warmSeconds, REWARM_SECONDS, windowSeconds, cancelFlows);
        Results results = new Results(Machine.here(), timing);
        results.settings("broker's JVM", Map.of("jvm", String.join(" ", Broker.JVM)));
        results.settings("load's JVM", Map.of("jvm", String.join(" ", Load.JVM)));
        try {
            measure(timing, results);
        } finally {
            write(results);
        }
        return 0;
    }

    private void measure(Timing timing, Results results) throws Exception {
        Sites sites = new Sites(new Directories(directory.resolve("data")), Optional.ofNullable(jdk25), results);
        TaskFlowInstallation.Options options = new TaskFlowInstallation.Options(
                jar.toAbsolutePath(), target, instances, partitions, taskPartitions, appJvm, appEnvironment);
        appEnvironment.putIfAbsent("TASKFLOW_NUM_STREAM_THREADS", Integer.toString(threads));
        Rounds rounds = new Rounds(timing, results);
        if (parts.stream().anyMatch(Part::isOfEverySystem)) {
            LimitRun limit = new LimitRun(sites, timing, results);
            sites.on(
                    new TaskFlowInstallation(options),
                    site -> rounds.run(site, parts, most -> limit.compareWith(site, most)));
            if (parts.contains(Part.limit)) {
                limit.run(options);
            }
        }
        if (parts.contains(Part.rivals)) {
            Rounds ofRivals = new Rounds(timing.forRivals(), results);
            List<Installation> installations = List.of(
                    new LittleHorseInstallation(rivals, LittleHorseInstallation.Settings.best()),
                    new ZeebeInstallation(rivals, ZeebeInstallation.Settings.best()));
            for (Installation rival : installations) {
                sites.on(rival, site -> ofRivals.run(site, parts, most -> {}));
                new Comparison(TaskFlowInstallation.TITLE, results.measurements())
                        .with(rival.title())
                        .forEach(results::note);
            }
        }
        if (parts.contains(Part.sweep)) {
            new SweepRun(sites, timing, results).run(rivals);
        }
        if (parts.contains(Part.growth)) {
            new GrowthRun(sites, timing, stored, results).run(options);
        }
    }

    private void write(Results results) throws IOException {
        Path output = Files.createDirectories(directory.resolve("results"));
        Files.writeString(output.resolve("results.txt"), results.text());
        results.writeJson(output.resolve("results.json"));
        Plot.write(results.measurements(), output);
        System.out.println("\n" + results.text() + "\nAlso in " + output);
    }
}
